import * as deserialize from "@pulumi/policy/deserialize";
import * as proxy from "@pulumi/policy/proxy";

/**
 * The SDK reads the inputs of a resource, and of its provider, from the engine's message anew for
 * every policy: with a rule a policy, that is most of what the pack costs. Policies only read, so they
 * share what the first of them has read. Parts of the SDK that it does not publish, hence its fixed
 * version, and a test that they are where they are looked for.
 */

type Read = (message: object, secretsApart: boolean) => Record<string, unknown>;
type Guard = (inputs: object) => object;

/** Makes the SDK read each message once. Memory goes with the message. */
export function shareReads(): void {
  const reader = deserialize as unknown as { deserializeProperties: Read };
  const guard = proxy as unknown as { unknownCheckingProxy: Guard };
  const read = reader.deserializeProperties;
  const once = remembered((message) => read(message, false));
  // Only remediations keep secrets apart, and those change what they are given.
  reader.deserializeProperties = (message, secretsApart) =>
    secretsApart ? read(message, true) : once(message);
  guard.unknownCheckingProxy = remembered(guard.unknownCheckingProxy);
}

/** The same answer to the same object. */
function remembered<T extends object>(work: (from: object) => T): (from: object) => T {
  const answers = new WeakMap<object, T>();
  return (from) => {
    const known = answers.get(from);
    if (known !== undefined) {
      return known;
    }
    const answer = work(from);
    answers.set(from, answer);
    return answer;
  };
}
