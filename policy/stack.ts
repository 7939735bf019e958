import { type Inputs, type ResourceClass, type Stack, type Subject, tokenOf } from "./rule";

/** A stack as rules see it, indexed once. */
export function stackOf(resources: readonly Subject[]): Stack {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const byType = new Map<string, Subject[]>();
  for (const resource of resources) {
    const sameType = byType.get(resource.type);
    if (sameType === undefined) {
      byType.set(resource.type, [resource]);
    } else {
      sameType.push(resource);
    }
  }
  return {
    resources,
    ofToken: (type) => byType.get(type) ?? [],
    find: (urn) => byUrn.get(urn),
    ofType: <Args>(resourceClass: ResourceClass<Args>) =>
      (byType.get(tokenOf(resourceClass)) ?? []) as unknown as readonly Subject<Inputs<Args>>[],
  };
}

/**
 * True when a property of one resource was computed from another resource. Ids and ARNs are unknown
 * in a first preview, but the engine knows which resource each of them comes from. What a component
 * of another package gives out comes from that component, and so from the resources in it.
 */
export function refersTo<A, B>(from: Subject<A>, property: string, to: Subject<B>): boolean {
  const sources = from.propertyDependencies[property] ?? [];
  const { parent } = to.opts;
  return sources.includes(to.urn) || (parent !== undefined && sources.includes(parent));
}

/** The resources of one type that a property was computed from. */
export function referencedBy<A, Args>(
  stack: Stack,
  from: Subject<A>,
  property: string,
  resourceClass: ResourceClass<Args>,
): readonly Subject<Inputs<Args>>[] {
  return stack.ofType(resourceClass).filter((resource) => refersTo(from, property, resource));
}
