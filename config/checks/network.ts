import { cidrProblem } from "../../aws/cidr";
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
  const { vpc, cidr, availabilityZones, natGateways, endpoints, publicAddresses, subnets } =
    network;
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
  if (vpc === "new" && subnets !== undefined) {
    add("subnets", 'belong to a VPC that exists (got vpc "new"); give its id, or remove the key');
  }
  const addresses = cidr === undefined ? undefined : cidrProblem(cidr, availabilityZones ?? 1);
  if (addresses !== undefined) {
    add("cidr", `${addresses}${gotText([...path, "cidr"], cidr)}`);
  }
  if (natGateways === 0 && endpoints === false && publicAddresses === false) {
    add(
      "natGateways",
      "0 leaves hosts without a way to ECS, ECR and the logs; set endpoints: true, or publicAddresses: true, or natGateways: 1",
    );
  }
  if (publicAddresses === true && natGateways !== undefined && natGateways !== 0) {
    add(
      "publicAddresses",
      "true needs no NAT gateway, which would cost money for nothing; set natGateways: 0",
    );
  }
  const balanced = clustersOf(config).filter(({ cluster }) => cluster.loadBalancer !== undefined);
  if (availabilityZones === 1 && balanced.length > 0) {
    add("availabilityZones", 'ALB needs >= 2 AZs (got "1"); set availabilityZones: 2');
  }
  return problems;
};
