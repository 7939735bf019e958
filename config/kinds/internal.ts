import { z } from "zod";

import { mapping, oneOf } from "../schema/fields";
import { type Kind } from "./kind";
import { port, serviceFields, serviceProblems } from "./service";
import { rollsProblems } from "./trafficShift";

const schema = mapping({
  kind: z.literal("internal").describe("Reached by other apps of the cluster, by name"),
  ...serviceFields,
  port,
  protocol: oneOf(["http", "http2", "grpc", "tcp"]).default("http").describe("What it speaks"),
});

export const internal: Kind<typeof schema> = {
  title: "Internal services",
  served: false,
  unserved: [],
  schema,
  problems: (placed, file) => [...serviceProblems(placed, file), ...rollsProblems(placed)],
  example: `config:
  aws:region: eu-west-1
  slipway:images:
    prices: { context: ./examples/hello }
  slipway:clusters:
    main:
      capacity: { type: fargate, spotPercent: 50 }
      apps:
        prices:
          kind: internal
          image: prices
          port: 8080
          protocol: http
`,
};
