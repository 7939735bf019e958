import { z } from "zod";

import { port as anyPort } from "../../aws/limits";
import { type Problem } from "../problems";
import { flag, integerIn, mapping } from "../schema/fields";
import { tcpHealthCheck } from "../schema/healthCheck";
import { type AppInCluster, type Kind } from "./kind";
import {
  deregistrationDelaySeconds,
  port,
  serviceFields,
  serviceProblems,
  timingProblems,
} from "./service";
import { rollsProblems } from "./trafficShift";

const schema = mapping({
  kind: z.literal("tcp").describe("TCP behind a network load balancer of its own"),
  ...serviceFields,
  port,
  listenerPort: integerIn(anyPort).describe("Port that clients connect to"),
  internetFacing: flag().default(true).describe("Whether clients come from the internet"),
  healthCheck: tcpHealthCheck
    .prefault({})
    .describe("How the load balancer asks whether a task is healthy"),
  deregistrationDelaySeconds,
});

export const tcp: Kind<typeof schema> = {
  title: "TCP apps",
  served: false,
  unserved: [],
  schema,
  problems: (placed, file) => [
    ...serviceProblems(placed, file),
    ...rollsProblems(placed),
    ...timingProblems([...placed.path, "healthCheck"], placed.app.healthCheck),
    ...protocolProblems(placed),
  ],
  example: `config:
  aws:region: eu-west-1
  slipway:clusters:
    main:
      capacity: { type: fargate }
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
  if (protocol === "http" && asked === undefined) {
    return [{ path: place, sentence: "is required with protocol http" }];
  }
  return protocol === "tcp" && asked !== undefined
    ? [{ path: place, sentence: 'has no meaning with protocol "tcp"; set protocol: http' }]
    : [];
}
