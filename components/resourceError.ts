import * as pulumi from "@pulumi/pulumi";
import { inspect } from "node:util";

/**
 * An error that Pulumi shows with a resource, without a stack trace.
 *
 * The SDK inspects every error that ends a program, and it has put the rejected promise into it (`defaultErrorMessage`
 * in its `cmd/run/error.js`). From there and from the resource of a plain `ResourceError` it is not far to every other
 * resource of the program: that took half a minute for seven of them. So this one says itself what it looks like.
 */
export function resourceError(message: string, resource: pulumi.Resource): pulumi.ResourceError {
  const error = new pulumi.ResourceError(message, resource, true);
  return Object.defineProperty(error, inspect.custom, { value: () => error.stack });
}
