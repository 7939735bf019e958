import * as grpc from "@grpc/grpc-js";
import * as errors from "@pulumi/pulumi/proto/errors_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { type Any } from "google-protobuf/google/protobuf/any_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";

import { type Problem, type Properties } from "../resourceEntry";
import { type Change, type ChangeKind, type Difference } from "./diff";
import { unwrap, type Unwrapped, wrap } from "./values";

/** Properties of a request. */
export function fromStruct(struct: Struct | undefined): Unwrapped {
  return unwrap((struct?.toJavaScript() as Properties | undefined) ?? {});
}

/** Properties of a response, those named `secrets` in their secret wrapper. */
export function toStruct(values: Properties, secrets?: ReadonlySet<string>): Struct {
  return Struct.fromJavaScript(wrap(values, secrets) as Record<string, JavaScriptValue>);
}

/** A check's answer. */
export function checkResponse(
  inputs: Properties,
  secrets: ReadonlySet<string>,
  problems: readonly Problem[],
): proto.CheckResponse {
  const response = new proto.CheckResponse().setInputs(toStruct(inputs, secrets));
  return response.setFailuresList(
    problems.map(({ property, reason }) =>
      new proto.CheckFailure().setProperty(property).setReason(reason),
    ),
  );
}

const { Kind } = proto.PropertyDiff;
const kinds: Record<
  ChangeKind,
  { plain: proto.PropertyDiff.Kind; replace: proto.PropertyDiff.Kind }
> = {
  add: { plain: Kind.ADD, replace: Kind.ADD_REPLACE },
  delete: { plain: Kind.DELETE, replace: Kind.DELETE_REPLACE },
  update: { plain: Kind.UPDATE, replace: Kind.UPDATE_REPLACE },
};

/** A diff's answer, with the kind of change of each property. */
export function diffResponse({ changes, deleteBeforeReplace }: Difference): proto.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
  const response = new proto.DiffResponse()
    .setChanges(changes.length === 0 ? DIFF_NONE : DIFF_SOME)
    .setDiffsList(changes.map(({ property }) => property))
    .setReplacesList(changes.filter(({ replaces }) => replaces).map(({ property }) => property))
    .setDeletebeforereplace(deleteBeforeReplace)
    .setHasdetaileddiff(true);
  for (const change of changes) {
    response.getDetaileddiffMap().set(change.property, propertyDiff(change));
  }
  return response;
}

function propertyDiff({ kind, replaces }: Change): proto.PropertyDiff {
  return new proto.PropertyDiff().setKind(kinds[kind][replaces ? "replace" : "plain"]);
}

/** A failed call. */
export function failed(message: string, code = grpc.status.UNKNOWN): grpc.ServiceError {
  return withDetails(message, code);
}

/** A creation that left a resource behind: the engine keeps it in the state and says why it failed. */
export function partlyCreated(
  message: string,
  id: string,
  properties: Struct,
  inputs: Struct,
): grpc.ServiceError {
  const detail = new proto.ErrorResourceInitFailed()
    .setId(id)
    .setProperties(properties)
    .setInputs(inputs)
    .setReasonsList([message]);
  return withDetails(message, grpc.status.UNKNOWN, (any) => {
    any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  });
}

/** Arguments that are wrong, one reason a property. */
export function invalid(message: string, problems: readonly Problem[]): grpc.ServiceError {
  const detail = new errors.InputPropertiesError();
  for (const { property, reason } of problems) {
    const problem = new errors.InputPropertiesError.PropertyError();
    detail.addErrors(problem.setPropertyPath(property).setReason(reason));
  }
  return withDetails(message, grpc.status.INVALID_ARGUMENT, (any) => {
    any.pack(detail.serializeBinary(), "pulumirpc.InputPropertiesError");
  });
}

// gRPC carries structured errors in a header of this name; Node's library leaves that to us.
function withDetails(
  message: string,
  code: grpc.status,
  pack?: (any: Any) => void,
): grpc.ServiceError {
  const metadata = new grpc.Metadata();
  if (pack !== undefined) {
    const status = new Status().setCode(code).setMessage(message);
    pack(status.addDetails());
    metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  }
  return Object.assign(new Error(message), { code, details: message, metadata });
}
