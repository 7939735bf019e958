import {
  type CreateLoadBalancerCommandInput,
  type LoadBalancer,
  type LoadBalancerAttribute,
} from "@aws-sdk/client-elastic-load-balancing-v2";

import { type Clients } from "../clients";
import { sameSet } from "../equivalence";
import { unlessGone } from "../provider/failure";
import { onceCreated, type Properties, type ResourceEntry } from "../resourceEntry";
import {
  attributeDefaults,
  attributeOutputs,
  attributeValue,
  attributeWriter,
  type WrittenAttribute,
} from "./attributes";
import { elbTags, readElbTags, updateElbTags } from "./elbTags";
import { loadBalancerAttributes as attributes } from "./loadBalancerAttributes";
import { prefixedName } from "./names";
import { waitFor } from "./retry";
import { changedOf, observed, record, request, required, text, texts } from "./shapes";

/** Inputs that are objects `{ bucket, enabled, prefix }`, and the start of their attributes. */
const logInputs = { accessLogs: "access_logs.s3", connectionLogs: "connection_logs.s3" } as const;

const writeAttributes = attributeWriter(attributes, logRequest, (elbv2, id, Attributes) =>
  elbv2.modifyLoadBalancerAttributes({ LoadBalancerArn: id, Attributes }),
);

const loadBalancer: ResourceEntry = {
  type: "aws:lb/loadBalancer:LoadBalancer",
  inputs: [
    ...Object.keys(attributes),
    ...Object.keys(logInputs),
    "internal",
    "ipAddressType",
    "loadBalancerType",
    "name",
    "namePrefix",
    "securityGroups",
    "subnets",
    "tags",
  ],
  replaceOn: ["internal", "loadBalancerType", "name", "namePrefix"],
  computed: [
    "arn",
    "arnSuffix",
    "dnsName",
    "internal",
    "ipAddressType",
    "securityGroups",
    "subnets",
    "tagsAll",
    "vpcId",
    "zoneId",
  ],
  defaults: { ...attributeDefaults(attributes), loadBalancerType: "application" },
  autoName: { property: "name", maxLength: 32 },
  equivalent: { securityGroups: sameSet, subnets: sameSet },
  validate: (inputs) => {
    const type = inputs["loadBalancerType"];
    return typeof type !== "string" || ["application", "network"].includes(type)
      ? []
      : [
          {
            property: "loadBalancerType",
            reason: `is "${type}", but the local AWS balances HTTP and TCP only: "application" or "network"`,
          },
        ];
  },
  create: async (clients, inputs) => {
    const elbv2 = await clients.elbv2();
    const { LoadBalancers } = await elbv2.createLoadBalancer(
      request<CreateLoadBalancerCommandInput>({
        Name: text(inputs["name"]) ?? prefixedName(inputs["namePrefix"], 32),
        Type: inputs["loadBalancerType"],
        Scheme: inputs["internal"] === true ? "internal" : undefined,
        IpAddressType: inputs["ipAddressType"],
        SecurityGroups: inputs["securityGroups"],
        Subnets: inputs["subnets"],
        Tags: elbTags(inputs),
      }),
    );
    const id = required({ ...LoadBalancers?.[0] }, "LoadBalancerArn");
    await onceCreated(id, async () => {
      await waitFor(
        `load balancer "${id}" to be active`,
        async () => ((await describe(clients, id))?.State?.Code === "active" ? true : undefined),
        { seconds: 600, everySeconds: 2 },
      );
      await writeAttributes(clients, id, inputs, {});
    });
    return id;
  },
  read: async (clients, id) => {
    const found = await describe(clients, id);
    if (found === undefined) {
      return undefined;
    }
    const elbv2 = await clients.elbv2();
    const answer = await elbv2.describeLoadBalancerAttributes({ LoadBalancerArn: id });
    const subnets = (found.AvailabilityZones ?? []).flatMap(({ SubnetId }) => SubnetId ?? []);
    return observed({
      arn: id,
      arnSuffix: id.split(":loadbalancer/").at(-1),
      name: found.LoadBalancerName,
      dnsName: found.DNSName,
      zoneId: found.CanonicalHostedZoneId,
      internal: found.Scheme === "internal",
      ipAddressType: found.IpAddressType,
      loadBalancerType: found.Type,
      securityGroups: found.SecurityGroups ?? [],
      subnets,
      vpcId: await vpcOf(clients, subnets[0], found.VpcId),
      ...attributeOutputs(attributes, answer.Attributes),
      ...logOutputs(answer.Attributes),
      tagsAll: await readElbTags(clients, id),
    });
  },
  update: async (clients, id, inputs, previous) => {
    const elbv2 = await clients.elbv2();
    await writeAttributes(clients, id, inputs, previous);
    const changed = changedOf(["securityGroups", "subnets", "ipAddressType"], previous, inputs);
    for (const name of changed) {
      if (name === "securityGroups") {
        const SecurityGroups = texts(inputs["securityGroups"]);
        await elbv2.setSecurityGroups({ LoadBalancerArn: id, SecurityGroups });
      } else if (name === "subnets") {
        await elbv2.setSubnets({ LoadBalancerArn: id, Subnets: texts(inputs["subnets"]) });
      } else if (text(inputs["ipAddressType"]) !== undefined) {
        const type = inputs["ipAddressType"] as "ipv4" | "dualstack";
        await elbv2.setIpAddressType({ LoadBalancerArn: id, IpAddressType: type });
      }
    }
    await updateElbTags(clients, id, inputs, previous);
  },
  delete: async (clients, id) => {
    const elbv2 = await clients.elbv2();
    const answer = await unlessGone(
      () => elbv2.describeLoadBalancerAttributes({ LoadBalancerArn: id }),
      "LoadBalancerNotFoundException",
      "LoadBalancerNotFound",
    );
    if (answer === undefined) {
      return;
    }
    // The emulator keeps this attribute and deletes all the same; AWS refuses.
    if (attributeValue(answer.Attributes, "deletion_protection.enabled") === "true") {
      const refusal = `Load balancer '${id}' cannot be deleted because deletion protection is enabled`;
      throw Object.assign(new Error(refusal), { name: "OperationNotPermitted" });
    }
    await elbv2.deleteLoadBalancer({ LoadBalancerArn: id });
  },
};

async function describe(clients: Clients, id: string): Promise<LoadBalancer | undefined> {
  const elbv2 = await clients.elbv2();
  const answer = await unlessGone(
    () => elbv2.describeLoadBalancers({ LoadBalancerArns: [id] }),
    "LoadBalancerNotFoundException",
    "LoadBalancerNotFound",
  );
  return answer?.LoadBalancers?.[0];
}

/** The emulator gives every load balancer the same network; AWS takes it from the subnets. */
async function vpcOf(
  clients: Clients,
  subnet: string | undefined,
  told: string | undefined,
): Promise<string | undefined> {
  if (subnet === undefined) {
    return told;
  }
  const ec2 = await clients.ec2();
  const answer = await unlessGone(
    () => ec2.describeSubnets({ SubnetIds: [subnet] }),
    "InvalidSubnetID.NotFound",
  );
  return answer?.Subnets?.[0]?.VpcId ?? told;
}

function logRequest(inputs: Properties, previous: Properties): WrittenAttribute[] {
  return Object.entries(logInputs).flatMap(([name, start]) => {
    if (changedOf([name], previous, inputs).length === 0) {
      return [];
    }
    const { bucket, enabled, prefix } = record(inputs[name]);
    const on = enabled === true;
    return [
      { Key: `${start}.enabled`, Value: String(on) },
      // AWS wants these only while logs are written.
      ...(on ? [{ Key: `${start}.bucket`, Value: text(bucket) ?? "" }] : []),
      ...(on ? [{ Key: `${start}.prefix`, Value: text(prefix) ?? "" }] : []),
    ];
  });
}

function logOutputs(answer: readonly LoadBalancerAttribute[] | undefined): Properties {
  return Object.fromEntries(
    Object.entries(logInputs).map(([name, start]) => {
      if (attributeValue(answer, `${start}.enabled`) !== "true") {
        return [name, null];
      }
      const bucket = attributeValue(answer, `${start}.bucket`) ?? "";
      const prefix = attributeValue(answer, `${start}.prefix`) ?? "";
      return [name, { bucket, enabled: true, prefix }];
    }),
  );
}

export const entries: readonly ResourceEntry[] = [loadBalancer];
