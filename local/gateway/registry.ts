import { createHash } from "node:crypto";
import { type IncomingMessage, type ServerResponse } from "node:http";

import { ecr } from "./emulatorCalls";
import { type Gateway } from "./gateway";
import { manifestUpload, mayMoveTag, tagExists } from "./tagImmutability";
import { bodyOf, send, stream, unreachable } from "./upstream";

/** The registry's own protocol: all passes through but a manifest that would move an immutable tag. */
export async function serveRegistry(
  gateway: Gateway,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const upload = manifestUpload(request.method, request.url ?? "/");
  if (upload === undefined) {
    stream(gateway.upstream, request, response, request.headers);
    return;
  }
  const body = await bodyOf(request);
  const digest = `sha256:${createHash("sha256").update(body).digest("hex")}`;
  try {
    const refusal = await refusalOf(gateway, upload.repository, upload.tag, digest);
    if (refusal !== undefined) {
      const errors = [{ code: "TAG_INVALID", message: refusal, detail: { tag: upload.tag } }];
      response.writeHead(400, { "content-type": "application/json" });
      response.end(JSON.stringify({ errors }));
      return;
    }
    const path = request.url ?? "/";
    const reply = await send(gateway.upstream, {
      method: "PUT",
      path,
      headers: request.headers,
      body,
    });
    response.writeHead(reply.status, reply.headers).end(reply.body);
  } catch (error) {
    unreachable(response, error instanceof Error ? error : new Error(String(error)));
  }
}

/** Why a tag may not be moved to this digest; `undefined` when it may. */
export async function refusalOf(
  gateway: Gateway,
  repository: string,
  tag: string,
  digest: string | undefined,
): Promise<string | undefined> {
  const described = await ecr(gateway, "DescribeRepositories", { repositoryNames: [repository] });
  const [found] = (described["repositories"] ?? []) as readonly { imageTagMutability: string }[];
  if (found === undefined) {
    return undefined;
  }
  const filters = gateway.exclusions.of(repository);
  if (mayMoveTag({ imageTagMutability: found.imageTagMutability, filters }, tag)) {
    return undefined;
  }
  const images = await ecr(gateway, "DescribeImages", {
    repositoryName: repository,
    imageIds: [{ imageTag: tag }],
  });
  const [image] = (images["imageDetails"] ?? []) as readonly { imageDigest: string }[];
  return image === undefined || image.imageDigest === digest
    ? undefined
    : tagExists(repository, tag);
}
