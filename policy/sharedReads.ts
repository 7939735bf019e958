import * as deserialize from "@pulumi/policy/deserialize";
import * as proxy from "@pulumi/policy/proxy";
import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
  type AnalyzerResource,
  AnalyzeRequest,
  AnalyzerResourceOptions,
  AnalyzeStackRequest,
} from "@pulumi/pulumi/proto/analyzer_pb";

import { remembered } from "./remembered";

/**
 * The SDK reads the inputs of a resource, and of its provider, from the engine's message anew for
 * every policy, and for every policy about the stack it makes all resources anew: with a rule a policy,
 * that is most of what the pack costs. Policies only read, so they share what the first of them has
 * read. Parts of the SDK that it does not publish, hence its fixed version, and a test that they are
 * where they are looked for.
 */

type Read = (message: object, secretsApart: boolean) => Record<string, unknown>;
type Guard = (inputs: object) => object;
type Remediate = (typeof AnalyzerService)["remediate"];

/** Makes the SDK read each message once. Memory goes with the message. */
export function shareReads(): void {
  const reader = deserialize as unknown as { deserializeProperties: Read };
  const guard = proxy as unknown as { unknownCheckingProxy: Guard };
  const read = reader.deserializeProperties;
  const once = remembered((message) => read(message, false));
  // Only remediations keep secrets apart.
  reader.deserializeProperties = (message, secretsApart) => (secretsApart ? {} : once(message));
  guard.unknownCheckingProxy = remembered(guard.unknownCheckingProxy);
  handOverOnce();
  leaveRemediationsUnread();
}

/** The engine asks twice about each resource, first for remediations. The pack has none: it changes nothing. */
function leaveRemediationsUnread(): void {
  const unread = new AnalyzeRequest();
  unread.setOptions(new AnalyzerResourceOptions());
  const service = AnalyzerService as { remediate: Remediate };
  service.remediate = { ...service.remediate, requestDeserialize: () => unread };
}

/** Hands the resources of a stack to the first policy that asks for them, an empty list to the others. */
function handOverOnce(): void {
  const request = AnalyzeStackRequest.prototype;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its message below
  const list = request.getResourcesList;
  request.getResourcesList = function (this: AnalyzeStackRequest) {
    return HandedOverOnce.from<AnalyzerResource>(list.call(this));
  };
}

/** A list that can be walked through once. */
class HandedOverOnce<T> extends Array<T> {
  private walked = false;

  override [Symbol.iterator](): ArrayIterator<T> {
    const walked = this.walked;
    this.walked = true;
    return walked ? [][Symbol.iterator]() : super[Symbol.iterator]();
  }
}
