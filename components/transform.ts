import * as pulumi from "@pulumi/pulumi";

/**
 * A change to a resource that a component makes, before it is made: properties that take the place of
 * the component's own, or a function that changes the arguments and the options in place.
 *
 * The function's `name` is the logical name of the resource; it tells apart what one key stands for.
 */
export type Transform<Args> =
  Partial<Args> | ((args: Args, opts: pulumi.CustomResourceOptions, name: string) => undefined);

/** Properties by which the rest of the stack finds a resource, where a component sets them. */
const identities = new Set(["name", "repositoryName"]);

/**
 * What a resource is made from once the transform has had the last word, in the order of its
 * constructor: `new aws.ecs.Cluster(...transformed(transform.cluster, name, args, opts))`.
 *
 * @throws RunError when the transform renames what others know by its name.
 */
export function transformed<Args extends object>(
  transform: Transform<Args> | undefined,
  name: string,
  args: NoInfer<Args>,
  opts: pulumi.CustomResourceOptions,
): [name: string, args: Args, opts: pulumi.CustomResourceOptions] {
  const result: Args = typeof transform === "object" ? { ...args, ...transform } : { ...args };
  if (typeof transform === "function") {
    transform(result, opts, name);
  }
  const now = new Map<string, unknown>(Object.entries(result));
  const renamed = Object.entries(args).find(
    ([key, value]) => identities.has(key) && now.get(key) !== value,
  );
  if (renamed !== undefined) {
    throw new pulumi.RunError(
      `The transform of "${name}" changes its ${renamed[0]}, by which other resources and commands find it. Leave ${renamed[0]} out: names follow from the keys of the stack file.`,
    );
  }
  return [name, result, opts];
}
