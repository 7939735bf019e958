import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** A reference from one shape to another, as botocore's service models write it. */
export interface ShapeRef {
  readonly shape: string;
  readonly locationName?: string;
  readonly queryName?: string;
  readonly flattened?: boolean;
}

/** One shape of a service model. */
export interface Shape {
  readonly type: string;
  readonly members?: Readonly<Record<string, ShapeRef>>;
  readonly required?: readonly string[];
  readonly member?: ShapeRef;
  readonly key?: ShapeRef;
  readonly value?: ShapeRef;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly flattened?: boolean;
  readonly union?: boolean;
}

/** The part of a published service model that requests are checked against. */
export interface ServiceModel {
  readonly metadata: { readonly protocol: string; readonly apiVersion: string };
  readonly operations: Readonly<Record<string, { readonly input?: ShapeRef }>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

/** Folder of a service's models by its signing name. A service that is not listed is not checked. */
const folders: Readonly<Record<string, string>> = {
  acm: "acm",
  autoscaling: "autoscaling",
  codecommit: "codecommit",
  ec2: "ec2",
  ecr: "ecr",
  ecs: "ecs",
  elasticloadbalancing: "elbv2",
  events: "events",
  iam: "iam",
  logs: "logs",
  secretsmanager: "secretsmanager",
  sqs: "sqs",
  ssm: "ssm",
  sts: "sts",
};

/** Loads models when they are first asked for: EC2's alone takes longer than the gateway's start. */
export function serviceModels(root: string): (service: string) => ServiceModel | undefined {
  const loaded = new Map<string, ServiceModel>();
  return (service) => {
    const folder = folders[service];
    if (folder === undefined) {
      return undefined;
    }
    let model = loaded.get(service);
    if (model === undefined) {
      const newest = readdirSync(join(root, folder)).sort().at(-1) ?? "";
      const file = readFileSync(join(root, folder, newest, "service-2.json.gz"));
      model = JSON.parse(gunzipSync(file).toString("utf8")) as ServiceModel;
      loaded.set(service, model);
    }
    return model;
  };
}
