import { join } from "node:path";

import eslint from "@eslint/js";
import pulumi from "@pulumi/eslint-plugin";
import { importX } from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

const processEnv = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message:
    "Read the environment in config/, cli/, local/ or test/ only: a preview is a pure function of the stack file.",
};
const everywhere = [
  {
    selector: "MemberExpression[object.name='aws'][property.name='alb']",
    message: "Use aws.lb: the type tokens of aws.alb differ, and policies miss them.",
  },
  {
    selector:
      "CallExpression[callee.property.name='apply'] NewExpression[callee.object.object.name='aws']",
    message:
      "Create resources at the top level of a constructor: a preview cannot see those made inside apply.",
  },
];
const components = [
  processEnv,
  {
    selector: "NewExpression[callee.object.name='pulumi'][callee.property.name='Config']",
    message: "Only config/ reads configuration.",
  },
  {
    selector: "CallExpression[callee.property.name='mergeOptions']",
    message: "Children get { parent: this }: merged options leak aliases and dependsOn into them.",
  },
  {
    selector: "NewExpression[callee.property.name='ResourceError']",
    message: "Use resourceError: the SDK inspects a plain one for half a minute.",
  },
  {
    selector: "CallExpression[callee.property.name='getStack']",
    message:
      "Only config/ asks for the stack; differences between stacks are data in the stack files.",
  },
];

export default tseslint.config(
  { ignores: ["**/node_modules/", "policy/bin/", "cli/ecsDeploy/package/ecs-deploy.js"] },
  eslint.configs.recommended,
  {
    // What runs as it is: hooks of Node.js, and examples.
    files: ["**/*.js"],
    languageOptions: {
      sourceType: "commonjs",
      globals: {
        AbortController: "readonly",
        __dirname: "readonly",
        console: "readonly",
        process: "readonly",
        setTimeout: "readonly",
      },
    },
  },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    plugins: { "@pulumi": pulumi, "import-x": importX },
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      ...Object.fromEntries(Object.keys(pulumi.rules).map((rule) => [`@pulumi/${rule}`, "error"])),
      "no-restricted-syntax": ["error", ...everywhere],
      curly: "error",
      // Prettier breaks code at 100; comments may be wider, and what it cannot break stays.
      "max-len": [
        "error",
        {
          code: 120,
          ignoreStrings: true,
          ignoreTemplateLiterals: true,
          ignoreRegExpLiterals: true,
        },
      ],
      // One statement for each module, types inline; packages first, then this repository.
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "import-x/consistent-type-specifier-style": ["error", "prefer-inline"],
      "import-x/no-duplicates": ["error", { "prefer-inline": true }],
      "import-x/order": [
        "error",
        {
          groups: [
            ["builtin", "external"],
            ["parent", "sibling", "index"],
          ],
          "newlines-between": "always",
          alphabetize: { order: "asc", caseInsensitive: true },
        },
      ],
      // Numbers print the same everywhere; anything else in a template must be turned into text first.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
  {
    files: ["index.ts", "transforms.ts", "components/**/*.ts"],
    ignores: ["components/resourceError.ts"],
    rules: { "no-restricted-syntax": ["error", ...everywhere, ...components] },
  },
  {
    // Packages of their own: what they import is in their own package.json, and nothing of the product.
    files: ["local/**/*.ts"],
    ignores: ["local/test/**", "local/plugins/**"],
    rules: {
      "import-x/no-extraneous-dependencies": [
        "error",
        { packageDir: [join(import.meta.dirname, "local")] },
      ],
    },
  },
  {
    files: ["local/plugins/**/*.ts"],
    rules: {
      "import-x/no-extraneous-dependencies": [
        "error",
        { packageDir: [join(import.meta.dirname, "local", "plugins")] },
      ],
    },
  },
  {
    files: [
      "test/**/*.ts",
      "policy/test/**/*.ts",
      "local/test/**/*.ts",
      "local/plugins/test/**/*.ts",
    ],
    // describe and it return promises that mocha itself waits for.
    rules: {
      "@typescript-eslint/no-floating-promises": [
        "error",
        { allowForKnownSafeCalls: ["describe", "it"] },
      ],
    },
  },
);
