import { cidrProblem } from "../../aws/cidr";
import { leastLoadBalancerZones, subnetsProblem, waysOutProblem } from "../../aws/network";
import { gotText, type Problem, valueAt } from "../problems";
import { type Check, clustersOf } from "./check";

const path = ["network"];

/** Keys that say how a new VPC looks. */
const newVpcKeys = ["cidr", "availabilityZones", "natGateways", "flowLogs"] as const;

/** Whether the addresses are right, and hosts can reach ECS, ECR and the logs. */
export const checkNetwork: Check = ({ config, raw }) => {
  const network = config.network;
  if (network === undefined) {
    return [];
  }
  const { vpc, cidr, availabilityZones, publicAddresses, subnets } = network;
  const problems: Problem[] = [];
  const add = (key: string, sentence: string) => {
    problems.push({ path: [...path, key], sentence });
  };

  if (vpc !== undefined && vpc !== "new") {
    for (const key of newVpcKeys.filter((key) => valueAt(raw, [...path, key]) !== undefined)) {
      add(key, `has no meaning with vpc "${vpc}": only a new VPC is laid out here`);
    }
    if (vpc === "default" && publicAddresses === false && subnets === undefined) {
      add(
        "vpc",
        '"default" has public subnets only, from which hosts reach ECS, ECR and the logs with public addresses alone; set publicAddresses: true',
      );
    }
    return problems;
  }
  const addresses = cidr === undefined ? undefined : cidrProblem(cidr, availabilityZones ?? 1);
  if (addresses !== undefined) {
    add("cidr", `${addresses}${gotText([...path, "cidr"], cidr)}`);
  }
  for (const found of [subnetsProblem(vpc, subnets), waysOutProblem(network)]) {
    if (found !== undefined) {
      add(found.key, found.sentence);
    }
  }
  const balanced = clustersOf(config).filter(
    ({ cluster }) =>
      cluster.loadBalancer !== undefined || cluster.networkLoadBalancer !== undefined,
  );
  if (
    availabilityZones !== undefined &&
    availabilityZones < leastLoadBalancerZones &&
    balanced.length > 0
  ) {
    add(
      "availabilityZones",
      `${balanced.some(({ cluster }) => cluster.loadBalancer !== undefined) ? "ALB" : "NLB"} needs >= ${leastLoadBalancerZones} AZs (got "${availabilityZones}"); set availabilityZones: ${leastLoadBalancerZones}`,
    );
  }
  return problems;
};
