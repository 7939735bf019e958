/** What `pulumi stack export` prints, as far as adoption needs it. */
export interface Export {
  readonly deployment: Deployment;
}

export interface Deployment {
  readonly resources?: readonly Resource[];
  readonly pending_operations?: readonly { readonly type: string; readonly resource: Resource }[];
}

export interface Resource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly delete?: boolean;
  readonly pendingReplacement?: boolean;
  readonly initErrors?: readonly string[];
}

/** Where the ARNs of a stack's resources begin. */
export interface Home {
  readonly region: string;
  readonly account: string;
}

/** Why an adopted resource needs to be read back: a refresh removes this mark, or the resource if it does not exist. */
export const interruption = "Its creation was interrupted.";

/**
 * A stack's state in which creations that were interrupted are resources under the ids that AWS gives them, so that
 * a refresh finds out which of them exist. Only types whose ids follow from their inputs: a VPC's does not, and
 * another one can be made beside it.
 */
export function adopted<E extends Export>(exported: E, home: Home): E {
  const { resources = [], pending_operations: pending = [] } = exported.deployment;
  const halfMade = pending
    .filter(({ type }) => type === "creating")
    .flatMap(({ resource }) => {
      const id = idOf(resource, home);
      return id === undefined ? [] : [{ ...resource, id, initErrors: [interruption] }];
    })
    // A replacement under way: what it replaces still belongs to the state.
    .filter(({ urn }) => !resources.some((other) => other.urn === urn && isLive(other)));
  const urns = new Set(halfMade.map(({ urn }) => urn));
  const kept = resources.filter(
    ({ urn, pendingReplacement }) => !(pendingReplacement === true && urns.has(urn)),
  );
  // At the end, after all that they depend on: nothing depends on what was never made.
  const deployment = {
    ...exported.deployment,
    resources: [...kept, ...halfMade],
    pending_operations: pending.filter(({ resource }) => !urns.has(resource.urn)),
  };
  return { ...exported, deployment };
}

/** Deleted before its replacement is made, a resource is only a record; one to delete is no longer the URN's own. */
function isLive({ delete: toDelete, pendingReplacement }: Resource): boolean {
  return toDelete !== true && pendingReplacement !== true;
}

function idOf({ type, inputs = {} }: Resource, home: Home): string | undefined {
  return ids.get(type)?.((input) => nameIn(inputs[input]), home);
}

type Id = (name: (input: string) => string | undefined, home: Home) => string | undefined;

const inputAsId =
  (input: string): Id =>
  (name) =>
    name(input);

const ids: ReadonlyMap<string, Id> = new Map<string, Id>([
  ["aws:autoscaling/group:Group", inputAsId("name")],
  ["aws:cloudwatch/eventRule:EventRule", inputAsId("name")],
  ["aws:cloudwatch/logGroup:LogGroup", inputAsId("name")],
  ["aws:cloudwatch/metricAlarm:MetricAlarm", inputAsId("name")],
  ["aws:codecommit/repository:Repository", inputAsId("repositoryName")],
  ["aws:codepipeline/pipeline:Pipeline", inputAsId("name")],
  ["aws:ecr/repository:Repository", inputAsId("name")],
  ["aws:ecs/capacityProvider:CapacityProvider", ecsArn("capacity-provider", "name")],
  ["aws:ecs/cluster:Cluster", ecsArn("cluster", "name")],
  ["aws:ecs/service:Service", ecsArn("service", "cluster", "name")],
  ["aws:iam/instanceProfile:InstanceProfile", inputAsId("name")],
  ["aws:iam/role:Role", inputAsId("name")],
  ["aws:lambda/function:Function", inputAsId("name")],
  ["aws:s3/bucket:Bucket", inputAsId("bucket")],
  ["aws:ssm/parameter:Parameter", inputAsId("name")],
]);

/** A cluster is given by its name or by its ARN, which ends with the name. */
function ecsArn(kind: string, ...inputs: readonly string[]): Id {
  return (name, { region, account }) => {
    const names = inputs.map((input) => name(input)?.split("/").at(-1));
    return names.includes(undefined)
      ? undefined
      : `arn:aws:ecs:${region}:${account}:${[kind, ...names].join("/")}`;
  };
}

/** Secrets and whatever else is no plain text name nothing. */
function nameIn(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
