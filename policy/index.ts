import { PolicyPack } from "@pulumi/policy";

import { listenToConfiguration } from "./configured";
import { packName, rules } from "./pack";
import { policiesOf } from "./policies";
import { shareReads } from "./sharedReads";

shareReads();

new PolicyPack(packName, {
  policies: policiesOf(rules, () => new Date(), listenToConfiguration()),
  description: "What a preview of containers on Amazon ECS must not create.",
});
