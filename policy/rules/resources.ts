import { fits, hasWildcard } from "./wildcards";

/**
 * Names that no policy would choose, by what they are the names of. A pattern that fits all of them
 * fits every resource of the kind, however it is written.
 */
const strangers: ReadonlyMap<string, readonly string[]> = new Map([
  ["iam", ["role/zq7", "role/service-role/Kx-9_w", "role/5f"]],
  ["sts", ["role/zq7", "role/service-role/Kx-9_w", "role/5f"]],
  ["secretsmanager", ["secret:zq7-AbC12x", "secret:kx/9_w-Zz9yY0", "secret:5f-mmmmm1"]],
  ["ssm", ["parameter/zq7", "parameter/kx/9_w", "parameter/5f"]],
  ["kms", ["key/7d3e5a10-1c2b-4f6e-9a8d-0b1c2d3e4f50", "key/mrk-0f9e8d7c6b5a49382716a5b4c3d2e1f0"]],
  ["lambda", ["function:zq7", "function:Kx-9_w", "function:5f"]],
  ["ec2", ["instance/i-0f9e8d7c6b5a49382", "instance/i-1a2b3c4d"]],
  ["ecs", ["task/zq7/1f", "task/Kx-9_w/2e"]],
]);
const identities = ["iam", "sts"];
/** Kinds beside the first: one of them whole is enough. */
const otherKinds: ReadonlyMap<string, readonly (readonly string[])[]> = new Map([
  ["iam", ["user", "group", "policy"].map((kind) => [`${kind}/zq7`, `${kind}/Kx-9_w`])],
]);
/** Commands and sessions name the instances that they go to. */
const targets: ReadonlyMap<string, string> = new Map([
  ["ssm:SendCommand", "ec2"],
  ["ssm:StartSession", "ec2"],
  ["ec2-instance-connect:SendSSHPublicKey", "ec2"],
]);

/** The patterns of a statement that fit every resource of the service of an action. */
export function reachesAll(resources: readonly string[], action: string): boolean {
  const service = targets.get(action) ?? action.split(":")[0] ?? "";
  return resources.some((pattern) => {
    if (!hasWildcard(pattern)) {
      // arn:aws:iam::000000000000:role/ is no ARN of a role; who wrote it left the name open.
      return pattern.endsWith("/") && fits(`arn:*:${service}:*/`, pattern);
    }
    const names = strangers.get(service) ?? ["zq7/5f", "Kx-9_w"];
    return [names, ...(otherKinds.get(service) ?? [])].some((kind) =>
      kind.every((name) => fits(pattern, arnLike(pattern, service, name))),
    );
  });
}

/** An ARN of the service, in the partition, region and account that the pattern names, if any. */
function arnLike(pattern: string, service: string, resource: string): string {
  const [, partition, , region, account] = pattern.split(":");
  const named = (field: string | undefined, other: string) =>
    field === undefined || hasWildcard(field) ? other : field;
  const place = identities.includes(service) ? "" : "eu-west-1";
  return [
    "arn",
    named(partition, "aws"),
    service === "sts" ? "iam" : service,
    named(region, place),
    named(account, "000000000000"),
    resource,
  ].join(":");
}
