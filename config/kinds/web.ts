import { z } from "zod";

import { matcherProblem } from "../../aws/healthCheck";
import { slowStartSeconds, stickinessSeconds, stickyCookie } from "../../aws/targetGroup";
import { type Problem, valueAt } from "../problems";
import { integerIn, mapping, text } from "../schema/fields";
import { webHealthCheck } from "../schema/healthCheck";
import { route } from "../schema/route";
import { type AppInCluster, type Kind, type StackFile } from "./kind";
import {
  deregistrationDelaySeconds,
  port,
  serviceFields,
  serviceProblems,
  timingProblems,
} from "./service";
import { shiftProblems } from "./trafficShift";

const stickiness = mapping({
  seconds: integerIn(stickinessSeconds)
    .default(86_400)
    .describe("Seconds after its last request for which a visitor keeps its task (at most 7 days)"),
  cookie: text(
    stickyCookie,
    "must be the name of a cookie that the app sets, and not one of AWS's own (AWSALB…)",
  )
    .exactOptional()
    .describe("The app's own cookie, with which a visitor's time begins; else the load balancer's"),
});

const schema = mapping({
  kind: z.literal("web").describe("HTTP behind the cluster's load balancer"),
  ...serviceFields,
  port,
  route: route.prefault({}).describe("Which requests go to this app"),
  healthCheck: webHealthCheck
    .prefault({})
    .describe("How the load balancer asks whether a task is healthy"),
  deregistrationDelaySeconds,
  slowStartSeconds: integerIn(slowStartSeconds)
    .exactOptional()
    .describe(
      "Seconds in which a new task's share of the requests grows to the whole; for apps that warm up",
    ),
  stickiness: stickiness
    .exactOptional()
    .describe(
      "Sends a visitor to the same task again, while that is healthy; for sessions in memory",
    ),
});

export const web: Kind<typeof schema> = {
  title: "Web apps",
  schema,
  problems: (placed, file) => [
    ...serviceProblems(placed, file),
    ...timingProblems([...placed.path, "healthCheck"], placed.app.healthCheck),
    ...matcherProblems(placed),
    ...shiftProblems(placed, file),
    ...balancerProblems(placed, file),
  ],
  example: `config:
  aws:region: eu-west-1
  slipway:images:
    shop: { context: ./examples/hello }
  slipway:clusters:
    main:
      capacity: { type: ec2, instanceType: t4g.small, min: 2, max: 6 }
      loadBalancer: { domain: shop.example.com, zone: example.com }
      apps:
        shop:
          kind: web
          image: shop
          port: 8080
          memoryMiB: 256
          scaling: { min: 2, max: 6, cpuPercent: 60 }
          route: { hosts: [shop.example.com] }
          healthCheck: { path: /healthz }
          environment: { LOG_LEVEL: info }
          secrets:
            DATABASE_URL: arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop-db-AbCdEf
`,
};

function matcherProblems({ path, app }: AppInCluster<z.infer<typeof schema>>): Problem[] {
  const { matcher } = app.healthCheck ?? {};
  const sentence = matcher === undefined ? undefined : matcherProblem(matcher);
  return sentence === undefined ? [] : [{ path: [...path, "healthCheck", "matcher"], sentence }];
}

function balancerProblems({ path, key }: AppInCluster<unknown>, { raw }: StackFile): Problem[] {
  return valueAt(raw, ["clusters", key, "loadBalancer"]) === undefined
    ? [
        {
          path: [...path, "kind"],
          sentence: `a web app needs a load balancer; add loadBalancer: {} to cluster "${key}"`,
        },
      ]
    : [];
}
