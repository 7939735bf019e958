import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { type App, type Deployable } from "../../../../components/app/app";
import { Delivery, type DeliveryArgs } from "../../../../components/delivery/delivery";
import { emptyAccount } from "../../../support/calls";
import { graphOf, type Graph, type GraphOptions } from "../../../support/graph";

export const region = "eu-west-1";
export const image = `000000000000.dkr.ecr.${region}.amazonaws.com/slipway-prod/hello@sha256:${"0".repeat(64)}`;

type AppOf = (serviceOf: (key: string) => aws.ecs.Service) => App;

/** An app, once its service can be made. */
export function app(cluster: string, key: string, change: Partial<Deployable> = {}): AppOf {
  const role = (kind: string) => pulumi.output(`arn:aws:iam::000000000000:role/${key}-${kind}`);
  return (serviceOf) => ({
    kind: "web",
    identity: { stack: "prod", cluster, app: key },
    access: {
      executionRoleArn: role("execution"),
      taskRoleArn: role("task"),
      securityGroupId: pulumi.output("sg-hosts"),
    },
    deployed: {
      family: `prod-${cluster}-${key}`,
      by: { action: "ecs", roleArns: [role("execution"), role("task")] },
      resource: serviceOf(key),
      imageName: "hello",
      images: { [key]: image },
      repositories: { [key]: "/hello" },
      approval: key === "api",
      timeoutMinutes: 15,
      ...change,
    },
  });
}

/** What is other than usual. */
export type DeliveryChange = Partial<Omit<DeliveryArgs, "clusters">> & {
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
          account: { partition: "aws", region, accountId: "000000000000" },
          repository: "deployment",
          branch: "prod",
          protect: true,
          logRetentionDays: 30,
          clusters: {
            main: {
              cluster: { name: "prod-main" },
              apps: Object.fromEntries(
                apps
                  .map((appOf) => appOf(serviceOf))
                  .map((made) => [made.identity.app, made] as const),
              ),
            },
          },
          ...change,
        },
        { providers: [provider] },
      );
    },
    { calls: emptyAccount, ...options },
  );
}
