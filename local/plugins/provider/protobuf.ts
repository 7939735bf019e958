import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { CheckResponse } from "@pulumi/pulumi/proto/provider_pb";
import type { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";

// Messages only fit together when they come from one copy of google-protobuf. Pulumi brings its own, which an
// import from here need not find; so its classes are taken from messages that it makes.

/** An empty answer. */
export function emptyMessage(): Empty {
  return ResourceProviderService.cancel.requestDeserialize(Buffer.alloc(0));
}

/** The class of property bags. */
export const structClass: typeof Struct = structClassOf(
  CheckResponse.deserializeBinary(new Uint8Array([0x0a, 0x00])).getInputs(),
);

function structClassOf(message: Struct | undefined): typeof Struct {
  if (message === undefined) throw new Error("Pulumi's messages have another layout than expected");
  return message.constructor as typeof Struct;
}
