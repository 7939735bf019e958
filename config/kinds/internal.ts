import { z } from "zod";

import { connectProtocols, timeoutProblem } from "../../aws/serviceConnect";
import { gotText, type Problem } from "../problems";
import { integerFrom, mapping, oneOf } from "../schema/fields";
import { type AppInCluster, type Kind } from "./kind";
import { port, serviceFields, serviceProblems } from "./service";
import { rollsProblems } from "./trafficShift";

const schema = mapping({
  kind: z
    .literal("internal")
    .describe(
      "Called by other apps of the cluster at `<name>:<port>`, without a load balancer (ECS Service Connect)",
    ),
  ...serviceFields,
  port,
  protocol: oneOf(connectProtocols)
    .default("http")
    .describe(
      "What it speaks (AWS: `appProtocol`): with the first three requests are spread over the tasks, repeated where a task fails, and counted; with `tcp` connections are. A change makes the service anew",
    ),
  requestTimeoutSeconds: integerFrom(0)
    .exactOptional()
    .describe(
      "Seconds in which a request must be answered (AWS: `perRequestTimeoutSeconds`, 15); 0 is without limit. Not with protocol `tcp`",
    ),
  idleTimeoutSeconds: integerFrom(0)
    .exactOptional()
    .describe(
      "Seconds after which an idle connection is closed (AWS: 300, with protocol `tcp` 3600); 0 is without limit",
    ),
});

export const internal: Kind<typeof schema> = {
  title: "Internal services",
  schema,
  problems: (placed, file) => [
    ...serviceProblems(placed, file),
    ...rollsProblems(placed),
    ...timeoutProblems(placed),
  ],
  example: `config:
  aws:region: eu-west-1
  slipway:images:
    shop: { context: ./examples/hello }
    prices: { context: ./examples/hello }
  slipway:clusters:
    main:
      capacity: { type: fargate, spotPercent: 50 }
      loadBalancer: {}
      apps:
        shop:
          kind: web
          image: shop
          port: 8080
          connectsTo: [prices]
          environment: { PRICES_URL: "http://prices:8080" }
        prices:
          kind: internal
          image: prices
          port: 8080
          protocol: http
`,
};

function timeoutProblems({ path, app }: AppInCluster<z.infer<typeof schema>>): Problem[] {
  const { protocol, requestTimeoutSeconds, idleTimeoutSeconds } = app;
  const problem =
    protocol === undefined
      ? undefined
      : timeoutProblem({ protocol, requestTimeoutSeconds, idleTimeoutSeconds });
  if (problem === undefined) {
    return [];
  }
  const place = [...path, problem.key];
  return [{ path: place, sentence: `${problem.sentence}${gotText(place, requestTimeoutSeconds)}` }];
}
