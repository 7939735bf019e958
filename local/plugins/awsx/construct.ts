import { getAvailabilityZones } from "@pulumi/aws/getAvailabilityZones";
import * as pulumi from "@pulumi/pulumi";
import { type ConstructResult } from "@pulumi/pulumi/provider";

import { checkInputs } from "../declarations/check";
import { type Declarations } from "../declarations/shape";
import { isRecord } from "../provider/values";
import { type Problem, type Properties } from "../resourceEntry";
import { served, vpcInputs } from "./served";
import { subnetLayout, type SubnetSpec } from "./subnetLayout";
import { VpcComponent, type VpcComponentArgs } from "./vpc";

const natStrategies = ["None", "Single", "OnePerAz"] as const;

/**
 * Makes a component of awsx out of resources of the aws provider.
 *
 * @throws pulumi.InputPropertiesError for inputs that awsx, or the stand-in, does not take.
 */
export async function constructComponent(
  declarations: Declarations,
  name: string,
  type: string,
  inputs: pulumi.Inputs,
  opts: pulumi.ComponentResourceOptions,
): Promise<ConstructResult> {
  const urn = await urnOf(name, type, opts);
  if (!served.some((entry) => entry.type === type)) {
    throw new Error(`component ${type} is not served by the stand-in awsx provider (${urn})`);
  }
  const problems = vpcProblems(declarations, inputs, urn);
  if (problems.length > 0) {
    throw new pulumi.InputPropertiesError({
      message: `${urn}: wrong inputs`,
      errors: problems.map(({ property, reason }) => ({ propertyPath: property, reason })),
    });
  }
  const component = new VpcComponent(name, await vpcArgs(name, inputs, opts), opts);
  return { urn: component.urn, state: component.outputs() };
}

/** Problems of the inputs of `awsx:ec2:Vpc`. */
export function vpcProblems(
  declarations: Declarations,
  inputs: pulumi.Inputs,
  urn: string,
): readonly Problem[] {
  const shape = declarations.resources["awsx:ec2:Vpc"]?.inputs ?? {};
  // Outputs of other resources have no value to check yet; which of them are allowed is checked all the same.
  const problems: Problem[] = [...checkInputs(declarations, shape, plainOf(inputs))];
  for (const key of Object.keys(inputs)) {
    if (shape[key] === undefined || vpcInputs.some((known) => known === key)) {
      continue;
    }
    problems.push({
      property: key,
      reason: `is a real input of awsx:ec2:Vpc, but the stand-in awsx provider does not support it (${urn})`,
    });
  }
  const strategy: unknown = inputs["subnetStrategy"] ?? "Legacy";
  if (strategy !== "Auto") {
    problems.push({
      property: "subnetStrategy",
      reason: `must be "Auto" for the stand-in awsx provider, got "${String(strategy)}" (${urn})`,
    });
  }
  if (
    inputs["availabilityZoneNames"] !== undefined &&
    inputs["numberOfAvailabilityZones"] !== undefined
  ) {
    problems.push({
      property: "availabilityZoneNames",
      reason: "only one of availabilityZoneNames and numberOfAvailabilityZones can be specified",
    });
  }
  return [...problems, ...natProblems(inputs), ...specProblems(inputs, urn)];
}

function natProblems(inputs: pulumi.Inputs): Problem[] {
  const strategy = natStrategyOf(inputs);
  if (!natStrategies.some((known) => known === strategy)) {
    return [
      {
        property: "natGateways.strategy",
        reason: `must be one of ${natStrategies.join(", ")}, got "${String(strategy)}"`,
      },
    ];
  }
  const specs = specsOf(inputs);
  const types = (specs ?? [{ type: "Public" }, { type: "Private" }]).map(({ type }) => type);
  return strategy === "None" || (types.includes("Public") && types.includes("Private"))
    ? []
    : [
        {
          property: "natGateways.strategy",
          reason: `"${String(strategy)}" needs both private and public subnets`,
        },
      ];
}

function specProblems(inputs: pulumi.Inputs, urn: string): Problem[] {
  return (specsOf(inputs) ?? []).flatMap((spec, index): Problem[] => {
    const at = `subnetSpecs[${String(index)}]`;
    return ["cidrBlocks", "size"]
      .filter((key) => key in spec)
      .map((key) => ({
        property: `${at}.${key}`,
        reason: `is a real input of awsx:ec2:Vpc, but the stand-in awsx provider does not support it (${urn})`,
      }));
  });
}

async function vpcArgs(
  name: string,
  inputs: pulumi.Inputs,
  opts: pulumi.ComponentResourceOptions,
): Promise<VpcComponentArgs> {
  const zones = await zonesOf(inputs, opts);
  const cidrBlock = typeof inputs["cidrBlock"] === "string" ? inputs["cidrBlock"] : "10.0.0.0/16";
  const zoneCidrMask: unknown = inputs["availabilityZoneCidrMask"];
  const natGateways: unknown = inputs["natGateways"];
  const strategy = natStrategyOf(inputs);
  return {
    cidrBlock,
    zones,
    layout: subnetLayout({
      name,
      cidrBlock,
      zones,
      specs: specsOf(inputs),
      zoneCidrMask: typeof zoneCidrMask === "number" ? zoneCidrMask : undefined,
    }),
    natStrategy: natStrategies.find((known) => known === strategy) ?? "OnePerAz",
    allocationIds:
      isRecord(natGateways) && Array.isArray(natGateways["elasticIpAllocationIds"])
        ? (natGateways["elasticIpAllocationIds"] as pulumi.Input<string>[])
        : [],
    enableDnsHostnames: inputs["enableDnsHostnames"] as VpcComponentArgs["enableDnsHostnames"],
    enableDnsSupport: inputs["enableDnsSupport"] as VpcComponentArgs["enableDnsSupport"],
    instanceTenancy: inputs["instanceTenancy"] as VpcComponentArgs["instanceTenancy"],
    tags: inputs["tags"] as VpcComponentArgs["tags"],
  };
}

async function zonesOf(
  inputs: pulumi.Inputs,
  opts: pulumi.ComponentResourceOptions,
): Promise<readonly string[]> {
  const named: unknown = inputs["availabilityZoneNames"];
  if (Array.isArray(named)) {
    return named.filter((zone) => typeof zone === "string");
  }
  const asked: unknown = inputs["numberOfAvailabilityZones"];
  const wanted = typeof asked === "number" ? asked : 3;
  const providers = opts.providers;
  const provider =
    providers !== undefined && !Array.isArray(providers) ? providers["aws"] : undefined;
  const { names } = await getAvailabilityZones({}, provider === undefined ? {} : { provider });
  if (names.length < wanted) {
    throw new Error(
      `The configured region for this provider does not have at least ${String(wanted)} Availability Zones.`,
    );
  }
  return names.slice(0, wanted);
}

function natStrategyOf(inputs: pulumi.Inputs): unknown {
  const configured: unknown = inputs["natGateways"];
  return isRecord(configured) ? (configured["strategy"] ?? "OnePerAz") : "OnePerAz";
}

function specsOf(inputs: pulumi.Inputs): readonly SubnetSpec[] | undefined {
  const specs: unknown = inputs["subnetSpecs"];
  return Array.isArray(specs) ? (specs as SubnetSpec[]) : undefined;
}

function plainOf(inputs: pulumi.Inputs): Properties {
  return Object.fromEntries(
    Object.entries(inputs).filter(([, value]) => !pulumi.Output.isInstance(value)),
  );
}

async function urnOf(
  name: string,
  type: string,
  opts: pulumi.ComponentResourceOptions,
): Promise<string> {
  const urn = pulumi.createUrn(name, type, opts.parent);
  return new Promise((resolve) => urn.apply(resolve));
}
