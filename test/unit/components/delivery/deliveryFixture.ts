import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import {
  Delivery,
  type DeliveredApp,
  type DeliveryArgs,
} from "../../../../components/delivery/delivery";
import { emptyAccount } from "../../../support/calls";
import { graphOf, type Graph, type GraphOptions } from "../../../support/graph";

export const region = "eu-west-1";
export const image = `000000000000.dkr.ecr.${region}.amazonaws.com/slipway-prod/hello@sha256:${"0".repeat(64)}`;

type AppOf = (serviceOf: (key: string) => aws.ecs.Service) => DeliveredApp;

/** An app, once its service can be made. */
export function app(cluster: string, key: string, change: Partial<DeliveredApp> = {}): AppOf {
  const role = (kind: string) => pulumi.output(`arn:aws:iam::000000000000:role/${key}-${kind}`);
  return (serviceOf) => ({
    identity: { stack: "prod", cluster, app: key },
    app: {
      serviceName: `prod-${cluster}-${key}`,
      executionRoleArn: role("execution"),
      taskRoleArn: role("task"),
      nodes: { service: serviceOf(key) },
    },
    imageName: "hello",
    image,
    approval: key === "api",
    timeoutMinutes: 15,
    ...change,
  });
}

/** What is other than usual. */
export type DeliveryChange = Partial<Omit<DeliveryArgs, "apps">> & {
  readonly apps?: readonly AppOf[];
};

/** The graph of a delivery with two apps, one of which wants approval. */
export function deliveryOf(
  { apps = [app("main", "web"), app("main", "api")], ...change }: DeliveryChange = {},
  options: GraphOptions = {},
): Promise<Graph> {
  return graphOf(
    () => {
      const provider = new aws.Provider("explicit", { region });
      const serviceOf = (key: string) => new aws.ecs.Service(key, {}, { provider });
      new Delivery(
        "delivery",
        {
          project: "slipway",
          stack: "prod",
          region,
          repository: "deployment",
          branch: "prod",
          createRepository: true,
          protect: true,
          logRetentionDays: 30,
          clusters: new Map([["main", { name: "prod-main" }]]),
          apps: apps.map((appOf) => appOf(serviceOf)),
          ...change,
        },
        { providers: [provider] },
      );
    },
    { calls: emptyAccount, ...options },
  );
}
