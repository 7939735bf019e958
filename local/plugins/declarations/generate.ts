import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as ts from "typescript";

import { type Declarations, type ObjectShape, type TypeShape } from "./shape";

/**
 * Reads the declarations of the served types out of an installed Pulumi package, e.g. `@pulumi/aws`.
 * For build time and tests: the plugins themselves read the result as JSON.
 */
export function generateDeclarations(
  packageName: string,
  resources: readonly string[],
  functions: readonly string[],
): Declarations {
  const manifest = require.resolve(`${packageName}/package.json`);
  const reader = new PackageReader(dirname(manifest));
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  const declared = {
    provider: reader.interfaceOf("provider", "ProviderArgs"),
    resources: Object.fromEntries(resources.map((type) => [type, reader.resource(type)])),
    functions: Object.fromEntries(functions.map((token) => [token, reader.function(token)])),
  };
  return { version: version.replace(/^v/, ""), ...declared, objects: reader.objects() };
}

class PackageReader {
  private readonly nested: ReadonlyMap<string, ts.InterfaceDeclaration>;
  private readonly shapes = new Map<string, ObjectShape>();

  constructor(private readonly folder: string) {
    this.nested = collectInterfaces(this.parse(join(folder, "types", "input.d.ts")));
  }

  resource(type: string): Declarations["resources"][string] {
    const { file, name } = split(type);
    return {
      inputs: this.interfaceOf(file, `${name}Args`),
      outputs: this.outputsOf(file, name),
    };
  }

  function(token: string): ObjectShape {
    const { file, name } = split(token);
    const args = `${name.charAt(0).toUpperCase()}${name.slice(1)}Args`;
    const source = this.source(file);
    return collectInterfaces(source).has(args) ? this.interfaceOf(file, args) : {};
  }

  interfaceOf(file: string, name: string): ObjectShape {
    const found = collectInterfaces(this.source(file)).get(name);
    if (found === undefined) {
      throw new Error(`${this.folder}: ${file}.d.ts declares no ${name}`);
    }
    return this.shapeOf(found);
  }

  /** Every nested type that a served type refers to, closed over their own references. */
  objects(): Record<string, ObjectShape> {
    return Object.fromEntries(this.shapes);
  }

  private outputsOf(file: string, name: string): string[] {
    const outputs: string[] = [];
    ts.forEachChild(this.source(file), (node) => {
      if (!ts.isClassDeclaration(node) || node.name?.text !== name) {
        return;
      }
      for (const member of node.members) {
        const isReadonly =
          ts.isPropertyDeclaration(member) &&
          member.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ReadonlyKeyword) === true;
        if (isReadonly) {
          outputs.push(member.name.getText());
        }
      }
    });
    return outputs;
  }

  private shapeOf(declaration: ts.InterfaceDeclaration): ObjectShape {
    const shape: Record<string, ObjectShape[string]> = {};
    for (const member of declaration.members) {
      if (!ts.isPropertySignature(member) || member.type === undefined) {
        continue;
      }
      shape[member.name.getText().replace(/["']/g, "")] = {
        type: this.typeOf(member.type),
        required: member.questionToken === undefined,
      };
    }
    return shape;
  }

  private typeOf(node: ts.TypeNode): TypeShape {
    if (ts.isParenthesizedTypeNode(node)) {
      return this.typeOf(node.type);
    }
    if (ts.isArrayTypeNode(node)) {
      return { list: this.typeOf(node.elementType) };
    }
    if (ts.isUnionTypeNode(node)) {
      return this.unionOf(node);
    }
    if (ts.isTypeLiteralNode(node)) {
      const index = node.members.find(ts.isIndexSignatureDeclaration);
      return { map: index === undefined ? "any" : this.typeOf(index.type) };
    }
    if (ts.isTypeReferenceNode(node)) {
      return this.referenceOf(node);
    }
    if (ts.isLiteralTypeNode(node)) {
      return ts.isStringLiteral(node.literal) ? "string" : "any";
    }
    if (node.kind === ts.SyntaxKind.StringKeyword) {
      return "string";
    }
    if (node.kind === ts.SyntaxKind.NumberKeyword) {
      return "number";
    }
    if (node.kind === ts.SyntaxKind.BooleanKeyword) {
      return "boolean";
    }
    return "any";
  }

  private unionOf(node: ts.UnionTypeNode): TypeShape {
    const members = node.types
      .filter(
        (member) =>
          member.kind !== ts.SyntaxKind.UndefinedKeyword &&
          !(ts.isLiteralTypeNode(member) && member.literal.kind === ts.SyntaxKind.NullKeyword),
      )
      .map((member) => this.typeOf(member));
    const [first, ...rest] = members;
    if (first === undefined) {
      return "any";
    }
    if (rest.every((member) => member === first)) {
      return first;
    }
    // `string | PolicyDocument`: the provider takes the text or the document.
    return members.includes("string") ? "json" : "any";
  }

  private referenceOf(node: ts.TypeReferenceNode): TypeShape {
    const name = node.typeName.getText();
    const argument = node.typeArguments?.[0];
    if (name === "pulumi.Input" && argument !== undefined) {
      return this.typeOf(argument);
    }
    if (name.startsWith("inputs.")) {
      const qualified = name.slice("inputs.".length);
      this.addObject(qualified);
      return { object: qualified };
    }
    if (name.startsWith("enums.") || /(^|\.)(ARN|Region)$/.test(name)) {
      return "string";
    }
    return name.endsWith("PolicyDocument") ? { map: "any" } : "any";
  }

  private addObject(qualified: string): void {
    if (this.shapes.has(qualified)) {
      return;
    }
    const declaration = this.nested.get(qualified);
    if (declaration === undefined) {
      throw new Error(`types/input.d.ts declares no ${qualified}`);
    }
    this.shapes.set(qualified, {});
    this.shapes.set(qualified, this.shapeOf(declaration));
  }

  private source(file: string): ts.SourceFile {
    return this.parse(join(this.folder, `${file}.d.ts`));
  }

  private parse(path: string): ts.SourceFile {
    if (!existsSync(path)) {
      throw new Error(`${path} does not exist`);
    }
    return ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.ES2022, true);
  }
}

/** `aws:ecs/cluster:Cluster` is declared in `ecs/cluster.d.ts`, `awsx:ec2:Vpc` in `ec2/vpc.d.ts`. */
function split(token: string): { file: string; name: string } {
  const [, path = "", name = ""] = token.split(":");
  const full = path.includes("/")
    ? path
    : `${path}/${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  return { file: full.replace(/^index\//, ""), name };
}

/** Interfaces of a file by name, those in namespaces with the namespaces' names before theirs. */
function collectInterfaces(source: ts.SourceFile): Map<string, ts.InterfaceDeclaration> {
  const found = new Map<string, ts.InterfaceDeclaration>();
  const visit = (node: ts.Node, prefix: string): void => {
    if (ts.isInterfaceDeclaration(node)) {
      found.set(prefix + node.name.text, node);
    } else if (ts.isModuleDeclaration(node) && node.body !== undefined) {
      const inner = `${prefix}${node.name.text}.`;
      ts.forEachChild(node.body, (child) => {
        visit(child, inner);
      });
    }
  };
  ts.forEachChild(source, (node) => {
    visit(node, "");
  });
  return found;
}
