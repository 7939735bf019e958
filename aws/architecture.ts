/** CPU architectures in the words of ECS. */
export type Architecture = "X86_64" | "ARM64";

/**
 * Architecture of an instance type. The letters after the generation's number name its options, and
 * a "g" among them stands for Graviton (`t4g`, `c7gn`, `is4gen`); the first generation was `a1`.
 */
export function architectureOf(instanceType: string): Architecture {
  return /^(?:a1|[a-z]+\d+[a-z]*g[a-z]*)\./.test(instanceType) ? "ARM64" : "X86_64";
}

/** Why tasks for one processor cannot run on instances of a type. */
export function architectureProblem(
  instanceType: string,
  architecture: Architecture,
): string | undefined {
  const actual = architectureOf(instanceType);
  return actual === architecture
    ? undefined
    : `instances of type ${instanceType} are ${actual} (got "${architecture}"); leave architecture out, or change the instance type`;
}

/**
 * What a launch template says instead of an AMI id: EC2 looks up the newest ECS-optimised Amazon
 * Linux 2023 whenever it starts a host. A preview therefore does not change by itself when AWS
 * publishes an image, and new hosts are never out of date.
 */
export function hostImage(architecture: Architecture): string {
  const variant = architecture === "ARM64" ? "amazon-linux-2023/arm64" : "amazon-linux-2023";
  return `resolve:ssm:/aws/service/ecs/optimized-ami/${variant}/recommended/image_id`;
}
