import { z } from "zod";

import { mapping } from "../schema/fields";
import { type Kind } from "./kind";
import { serviceFields, serviceProblems } from "./service";
import { rollsProblems } from "./trafficShift";

const schema = mapping({
  kind: z.literal("worker").describe("Runs without being called, such as a queue's consumer"),
  ...serviceFields,
});

export const worker: Kind<typeof schema> = {
  title: "Workers",
  schema,
  problems: (placed, file) => [...serviceProblems(placed, file), ...rollsProblems(placed)],
  example: `config:
  aws:region: eu-west-1
  slipway:images:
    mailer: { context: ./examples/worker }
  slipway:clusters:
    main:
      capacity: { type: ec2, instanceType: t3.small, min: 1, max: 4 }
      apps:
        mailer:
          kind: worker
          image: mailer
          memoryMiB: 128
          containerHealthCheck: { command: [node, healthy.js] }
          deploy: { minimumHealthyPercent: 50 }
          permissions:
            - actions: [sqs:ReceiveMessage, sqs:DeleteMessage, sqs:ChangeMessageVisibility]
              resources: [arn:aws:sqs:eu-west-1:123456789012:mails]
          outbound:
            - { port: 587, to: 192.0.2.0/24, why: mail server }
`,
};
