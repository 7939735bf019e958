import { checkAccess } from "./access";
import { checkBuilds } from "./builds";
import { checkCapacity } from "./capacity";
import { type Check } from "./check";
import { checkClusters } from "./clusters";
import { checkConnections } from "./connections";
import { checkCredentials } from "./credentials";
import { checkDeployment } from "./deployment";
import { checkHosts } from "./hosts";
import { checkImages } from "./images";
import { checkKinds } from "./kinds";
import { checkListeners } from "./listeners";
import { checkLoadBalancers } from "./loadBalancers";
import { checkLocalhost } from "./localhost";
import { checkNames } from "./names";
import { checkNetwork } from "./network";
import { checkRegistryCredentials } from "./registryCredentials";
import { checkRoles } from "./roles";
import { checkRoutes } from "./routes";
import { checkScaling } from "./scaling";
import { checkTags } from "./tags";
import { checkTasks } from "./tasks";
import { checkVolumes } from "./volumes";

/** Every check between keys, in the order of the schema. */
export const checks: readonly Check[] = [
  checkNetwork,
  checkDeployment,
  checkRoles,
  checkImages,
  checkBuilds,
  checkClusters,
  checkCapacity,
  checkLoadBalancers,
  checkListeners,
  checkConnections,
  checkTasks,
  checkLocalhost,
  checkRegistryCredentials,
  checkVolumes,
  checkAccess,
  checkKinds,
  checkScaling,
  checkRoutes,
  checkHosts,
  checkNames,
  checkTags,
  checkCredentials,
];
