import {
  type CreateVpcEndpointCommandInput,
  type ModifyVpcEndpointCommandInput,
  type VpcEndpoint,
} from "@aws-sdk/client-ec2";

import { type Clients } from "../../clients";
import { samePolicy, sameSet } from "../../equivalence";
import { type Properties, type ResourceEntry } from "../../resourceEntry";
import { waitFor } from "../retry";
import { present, request, required, tagMap, texts } from "../shapes";
import { ec2Arn, tagSpecifications, unlessNotFound, updateTags } from "./common";

const patience = { seconds: 600, everySeconds: 1 };

export const vpcEndpoint: ResourceEntry = {
  type: "aws:ec2/vpcEndpoint:VpcEndpoint",
  inputs: [
    "policy",
    "privateDnsEnabled",
    "routeTableIds",
    "securityGroupIds",
    "serviceName",
    "subnetIds",
    "tags",
    "vpcEndpointType",
    "vpcId",
  ],
  replaceOn: ["serviceName", "vpcEndpointType", "vpcId"],
  computed: [
    "arn",
    "cidrBlocks",
    "dnsEntries",
    "dnsOptions",
    "ipAddressType",
    "networkInterfaceIds",
    "ownerId",
    "policy",
    "prefixListId",
    "privateDnsEnabled",
    "requesterManaged",
    "routeTableIds",
    "securityGroupIds",
    "serviceRegion",
    "state",
    "subnetIds",
  ],
  defaults: { vpcEndpointType: "Gateway" },
  equivalent: {
    policy: samePolicy,
    routeTableIds: sameSet,
    securityGroupIds: sameSet,
    subnetIds: sameSet,
  },
  validate: (inputs) =>
    inputs["serviceName"] === undefined
      ? [
          {
            property: "serviceName",
            reason:
              "one of serviceName, serviceNetworkArn and resourceConfigurationArn is required",
          },
        ]
      : [],
  create: async (clients, inputs) => {
    const { VpcEndpoint: created } = await (
      await clients.ec2()
    ).createVpcEndpoint(
      request<CreateVpcEndpointCommandInput>({
        VpcId: inputs["vpcId"],
        ServiceName: inputs["serviceName"],
        VpcEndpointType: inputs["vpcEndpointType"],
        PolicyDocument: inputs["policy"],
        PrivateDnsEnabled: inputs["privateDnsEnabled"],
        RouteTableIds: inputs["routeTableIds"],
        SubnetIds: inputs["subnetIds"],
        SecurityGroupIds: inputs["securityGroupIds"],
        TagSpecifications: tagSpecifications("vpc-endpoint", inputs),
      }),
    );
    return required({ ...created }, "VpcEndpointId");
  },
  read: async (clients, id) => {
    const { endpoint } = await waitFor(
      `VPC endpoint ${id}`,
      async () => {
        const endpoint = await findEndpoint(clients, id);
        return endpoint?.State === "Pending" ? undefined : { endpoint };
      },
      patience,
    );
    if (endpoint === undefined || /^delet/i.test(endpoint.State ?? "")) {
      return undefined;
    }
    const interfaces = endpoint.VpcEndpointType === "Interface";
    // Emulators do not tell all of it; what is left out keeps its value.
    return present({
      arn: await ec2Arn(clients, "vpc-endpoint", id),
      dnsEntries: (endpoint.DnsEntries ?? []).map(({ DnsName, HostedZoneId }) =>
        present({ dnsName: DnsName, hostedZoneId: HostedZoneId }),
      ),
      networkInterfaceIds: endpoint.NetworkInterfaceIds ?? [],
      ownerId: endpoint.OwnerId,
      policy: endpoint.PolicyDocument,
      ...(interfaces ? { privateDnsEnabled: endpoint.PrivateDnsEnabled } : {}),
      requesterManaged: endpoint.RequesterManaged ?? false,
      routeTableIds: endpoint.RouteTableIds,
      securityGroupIds: endpoint.Groups?.map(({ GroupId }) => GroupId),
      serviceName: endpoint.ServiceName,
      state: endpoint.State,
      subnetIds: endpoint.SubnetIds,
      vpcEndpointType: endpoint.VpcEndpointType,
      vpcId: endpoint.VpcId,
      tagsAll: tagMap(endpoint.Tags),
    });
  },
  update: async (clients, id, inputs, previous) => {
    const change = {
      ...moved("RouteTable", inputs["routeTableIds"], previous["routeTableIds"]),
      ...moved("Subnet", inputs["subnetIds"], previous["subnetIds"]),
      ...moved("SecurityGroup", inputs["securityGroupIds"], previous["securityGroupIds"]),
      ...(inputs["policy"] === previous["policy"] ? {} : { PolicyDocument: inputs["policy"] }),
      ...(inputs["privateDnsEnabled"] === previous["privateDnsEnabled"]
        ? {}
        : { PrivateDnsEnabled: inputs["privateDnsEnabled"] }),
    };
    if (Object.values(change).some((value) => value !== undefined)) {
      await (
        await clients.ec2()
      ).modifyVpcEndpoint(request<ModifyVpcEndpointCommandInput>({ ...change, VpcEndpointId: id }));
    }
    await updateTags(clients, id, inputs, previous);
  },
  delete: async (clients, id) => {
    const ec2 = await clients.ec2();
    await unlessNotFound(() => ec2.deleteVpcEndpoints({ VpcEndpointIds: [id] }));
    await waitFor(
      `the end of VPC endpoint ${id}`,
      async () => {
        const state = (await findEndpoint(clients, id))?.State;
        return state === undefined || /^deleted$/i.test(state) ? true : undefined;
      },
      patience,
    );
  },
};

async function findEndpoint(clients: Clients, id: string): Promise<VpcEndpoint | undefined> {
  const ec2 = await clients.ec2();
  const answer = await unlessNotFound(() => ec2.describeVpcEndpoints({ VpcEndpointIds: [id] }));
  return answer?.VpcEndpoints?.[0];
}

/** AWS wants to know which ids come and which go; absent inputs are AWS's own choice and stay. */
function moved(kind: string, wanted: unknown, existing: unknown): Properties {
  if (wanted === undefined) {
    return {};
  }
  const [now, before] = [texts(wanted), texts(existing)];
  const added = now.filter((id) => !before.includes(id));
  const removed = before.filter((id) => !now.includes(id));
  return {
    ...(added.length > 0 ? { [`Add${kind}Ids`]: added } : {}),
    ...(removed.length > 0 ? { [`Remove${kind}Ids`]: removed } : {}),
  };
}
