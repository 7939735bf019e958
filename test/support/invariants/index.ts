import {
  describesRules,
  keepsBucketsPrivate,
  keepsSecretsOut,
  letsTheWorldInAtListenersOnly,
  writesRulesApart,
} from "./access";
import { letsServicesDeliver } from "./deliveries";
import {
  attachesKnownPolicies,
  permitsNamedActions,
  permitsNamedResources,
  trustsNamedPrincipals,
  writesReadableDocuments,
} from "./iam";
import { hasLegalNames } from "./names";
import { type Invariant } from "./read";
import {
  hasOwnPriorities,
  protectsData,
  rollsBack,
  waitsForItsPermissions,
  waitsForItsRule,
} from "./services";
import {
  asksOneProvider,
  avoidsAliasTypes,
  hasParents,
  registersOutputs,
  startsWithComponentName,
  usesOneProvider,
} from "./structure";
import { isTagged, tagsHosts, tagsTasks } from "./tags";
import { listensToClients, reachesRegistry, reachesTasks } from "./traffic";

export type { Invariant } from "./read";

/** What holds for the graph of every stack. */
export const invariants: readonly Invariant[] = [
  hasParents,
  startsWithComponentName,
  registersOutputs,
  usesOneProvider,
  asksOneProvider,
  avoidsAliasTypes,
  isTagged,
  tagsHosts,
  tagsTasks,
  hasLegalNames,
  letsTheWorldInAtListenersOnly,
  writesRulesApart,
  describesRules,
  keepsSecretsOut,
  keepsBucketsPrivate,
  writesReadableDocuments,
  permitsNamedActions,
  permitsNamedResources,
  trustsNamedPrincipals,
  attachesKnownPolicies,
  letsServicesDeliver,
  hasOwnPriorities,
  waitsForItsRule,
  waitsForItsPermissions,
  rollsBack,
  listensToClients,
  reachesTasks,
  reachesRegistry,
];

/** What also holds for a stack with `protect: true`. */
export const protectedStackInvariants: readonly Invariant[] = [protectsData];
