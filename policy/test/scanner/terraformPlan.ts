import { type Subject } from "../../rule";
import { knownPart, unknownPart } from "./unknowns";

/** Types whose name in Terraform is not what their Pulumi token says. */
const typeNames: Readonly<Record<string, string>> = {
  "aws:lb/loadBalancer:LoadBalancer": "aws_lb",
  "aws:lb/listener:Listener": "aws_lb_listener",
  "aws:lb/listenerRule:ListenerRule": "aws_lb_listener_rule",
  "aws:lb/targetGroup:TargetGroup": "aws_lb_target_group",
  "aws:ec2/launchTemplate:LaunchTemplate": "aws_launch_template",
  "aws:ec2/securityGroup:SecurityGroup": "aws_security_group",
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": "aws_default_security_group",
  "aws:ec2/flowLog:FlowLog": "aws_flow_log",
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule":
    "aws_vpc_security_group_ingress_rule",
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": "aws_vpc_security_group_egress_rule",
  "aws:cloudwatch/logGroup:LogGroup": "aws_cloudwatch_log_group",
};

/** Inputs that Pulumi writes in the plural and Terraform as a repeated block in the singular. */
const blockNames: Readonly<Record<string, string>> = {
  conditions: "condition",
  actions: "action",
  defaultActions: "default_action",
  loadBalancers: "load_balancer",
  rules: "rule",
  settings: "setting",
  volumes: "volume",
  vpcZoneIdentifiers: "vpc_zone_identifier",
  capacityProviderStrategies: "capacity_provider_strategy",
  defaultCapacityProviderStrategies: "default_capacity_provider_strategy",
  encryptionConfigurations: "encryption_configuration",
  imageTagMutabilityExclusionFilters: "image_tag_mutability_exclusion_filter",
  orderedPlacementStrategies: "ordered_placement_strategy",
};

/** Inputs that are maps in Terraform, too; every other object is a block, of which there is a list. */
const maps = new Set(["tags", "tagsAll", "variables"]);

/** Resources of AWS as the plan of a Terraform program would show them, references included. */
export function terraformPlan(resources: readonly Subject[]): object {
  const own = resources.filter(({ type }) => type.startsWith("aws:"));
  const addresses = new Map(own.map((resource) => [resource.urn, addressOf(resource)]));
  return {
    format_version: "1.2",
    terraform_version: "1.9.0",
    planned_values: {
      root_module: {
        resources: own.map((resource) => ({
          ...headOf(resource),
          values: knownPart(blocksOf(resource)),
        })),
      },
    },
    resource_changes: own.map((resource) => ({
      ...headOf(resource),
      change: {
        actions: ["create"],
        before: null,
        after: knownPart(blocksOf(resource)),
        after_unknown: unknownPart(blocksOf(resource)) ?? {},
      },
    })),
    configuration: {
      root_module: {
        resources: own.map((resource) => ({
          ...headOf(resource),
          expressions: Object.fromEntries(
            Object.entries(resource.propertyDependencies).map(([property, urns]) => [
              nameOf(property),
              {
                references: urns.flatMap((urn) => {
                  const address = addresses.get(urn);
                  return address === undefined ? [] : [`${address}.id`, address];
                }),
              },
            ]),
          ),
        })),
      },
    },
  };
}

/** `aws:ecs/taskDefinition:TaskDefinition` is `aws_ecs_task_definition`. */
export function typeNameOf(type: string): string {
  const [, module = "", resource = ""] = type.split(":");
  return typeNames[type] ?? `aws_${module.split("/")[0] ?? ""}_${snake(resource).slice(1)}`;
}

function headOf(resource: Subject) {
  return {
    address: addressOf(resource),
    mode: "managed",
    type: typeNameOf(resource.type),
    name: resource.name,
    provider_name: "registry.terraform.io/hashicorp/aws",
  };
}

function addressOf({ type, name }: Subject): string {
  return `${typeNameOf(type)}.${name}`;
}

function blocksOf(resource: Subject): object {
  return { ...blockOf(resource.props), ...tagsOf(resource) };
}

function tagsOf({ props, provider }: Subject): object {
  const defaults = provider?.props["defaultTags"];
  const parsed = (typeof defaults === "string" ? JSON.parse(defaults) : defaults) as
    { readonly tags?: object } | undefined;
  return {
    tags: {
      ...parsed?.tags,
      ...(Array.isArray(props["tags"]) ? {} : (props["tags"] as object | undefined)),
    },
  };
}

function blockOf(props: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(props)
      .filter(([key]) => !maps.has(key) || !Array.isArray(props[key]))
      .map(([key, value]) => [nameOf(key), maps.has(key) ? value : valueOf(value)]),
  );
}

function valueOf(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map((entry: unknown) => (isObject(entry) ? blockOf(entry) : entry));
  }
  return isObject(value) ? [blockOf(value)] : value;
}

function nameOf(property: string): string {
  return blockNames[property] ?? snake(property);
}

function snake(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
