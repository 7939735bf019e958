import { z } from "zod";

import { port as anyPort } from "../../aws/limits";
import { certificateArnPattern } from "../../aws/resourceIds";
import { gotText, type Problem, valueAt } from "../problems";
import { integerIn, mapping, text } from "../schema/fields";
import { tcpHealthCheck } from "../schema/healthCheck";
import { type AppInCluster, type Kind, type StackFile } from "./kind";
import {
  deregistrationDelaySeconds,
  port,
  serviceFields,
  serviceProblems,
  timingProblems,
} from "./service";
import { rollsProblems } from "./trafficShift";

const schema = mapping({
  kind: z.literal("tcp").describe("TCP behind the network load balancer of the cluster"),
  ...serviceFields,
  port,
  listenerPort: integerIn(anyPort).describe("Port that clients connect to"),
  certificateArn: text(
    certificateArnPattern,
    "must be the ARN of an ACM certificate (arn:aws:acm:<region>:<account>:certificate/<id>)",
  )
    .exactOptional()
    .describe("Clients speak TLS with this certificate, and the app gets plain TCP; else TCP"),
  healthCheck: tcpHealthCheck
    .prefault({})
    .describe("How the load balancer asks whether a task is healthy"),
  deregistrationDelaySeconds,
});

export const tcp: Kind<typeof schema> = {
  title: "TCP apps",
  schema,
  problems: (placed, file) => [
    ...serviceProblems(placed, file),
    ...rollsProblems(placed),
    ...timingProblems([...placed.path, "healthCheck"], placed.app.healthCheck),
    ...protocolProblems(placed),
    ...balancerProblems(placed, file),
    ...certificateProblems(placed, file),
  ],
  example: `config:
  aws:region: eu-west-1
  slipway:clusters:
    main:
      capacity: { type: fargate }
      networkLoadBalancer: {}
      apps:
        broker:
          kind: tcp
          image: public.ecr.aws/docker/library/eclipse-mosquitto:2.0.22
          port: 1883
          listenerPort: 1883
          cpuUnits: 256
          memoryMiB: 512
`,
};

function protocolProblems({ path, app }: AppInCluster<z.infer<typeof schema>>): Problem[] {
  const { protocol, path: asked } = app.healthCheck ?? {};
  const place = [...path, "healthCheck", "path"];
  return protocol === "tcp" && asked !== undefined
    ? [{ path: place, sentence: 'has no meaning with protocol "tcp"; set protocol: http' }]
    : [];
}

function balancerProblems({ path, key }: AppInCluster<unknown>, { raw }: StackFile): Problem[] {
  return valueAt(raw, ["clusters", key, "networkLoadBalancer"]) === undefined
    ? [
        {
          path: [...path, "kind"],
          sentence: `a tcp app needs a network load balancer; add networkLoadBalancer: {} to cluster "${key}"`,
        },
      ]
    : [];
}

function certificateProblems(
  { path, app }: AppInCluster<z.infer<typeof schema>>,
  { region }: StackFile,
): Problem[] {
  const place = [...path, "certificateArn"];
  const other = app.certificateArn?.split(":")[3];
  return other === undefined || region === undefined || other === region
    ? []
    : [
        {
          path: place,
          sentence: `must be a certificate of ${region}${gotText(place, app.certificateArn)}`,
        },
      ];
}
