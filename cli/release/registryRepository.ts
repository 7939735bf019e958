import { createHash } from "node:crypto";

import { manifestTypes, type Ecr } from "../../delivery/aws/ecr";
import { UserError } from "../userError";
import { type ImageRepository } from "./copyImage";

/** Where a registry answers, and with what header. */
export interface RegistryAccess {
  readonly url: string;
  readonly authorization: string;
}

/**
 * The registry of an account and region. On this machine the address of the API serves it, too, because
 * nothing answers to the name that AWS gives it.
 *
 * @param endpoint the address of the API, where one is set
 */
export async function registryAccess(
  ecr: Pick<Ecr, "registry">,
  endpoint: string | undefined,
): Promise<RegistryAccess> {
  const { url, token } = await ecr.registry();
  const isLocal =
    endpoint !== undefined && ["localhost", "127.0.0.1"].includes(new URL(endpoint).hostname);
  return {
    url: (isLocal ? endpoint : url).replace(/\/$/, ""),
    authorization: `Basic ${token}`,
  };
}

/** A repository by the registry's own protocol (distribution-spec), which carries blobs as they are. */
export function registryRepository(
  { url, authorization }: RegistryAccess,
  name: string,
  request: typeof fetch = fetch,
): ImageRepository {
  const at = (path: string) => new URL(path, `${url}/v2/${name}/`).toString();
  const ask = async (
    what: string,
    address: string,
    init: RequestInit & { readonly duplex?: "half" },
    ...accepted: readonly number[]
  ): Promise<Response> => {
    const headers = { ...(init.headers as Record<string, string> | undefined), authorization };
    const answer = await request(address, { ...init, headers }).catch((error: unknown) => {
      throw refusal(`The registry ${url} could not be reached to ${what}`, reasonOf(error), error);
    });
    if (accepted.includes(answer.status)) {
      return answer;
    }
    const said = (await answer.text()).replace(/\s+/g, " ").slice(0, 300);
    throw refusal(`The registry answered ${answer.status} when it was to ${what}`, said);
  };
  const upload = async (): Promise<string> => {
    const answer = await ask("take a layer", at("blobs/uploads/"), { method: "POST" }, 202);
    return at(answer.headers.get("location") ?? "");
  };
  return {
    registry: url,
    name,
    manifest: async (digest) => {
      const headers = { accept: manifestTypes.join(", ") };
      const answer = await ask("give a manifest", at(`manifests/${digest}`), { headers }, 200, 404);
      if (answer.status === 404) {
        return undefined;
      }
      const bytes = Buffer.from(await answer.arrayBuffer());
      const found = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
      if (found !== digest) {
        throw refusal(
          `The registry ${url} gave another manifest than ${digest}`,
          `its digest is ${found}`,
        );
      }
      const mediaType = answer.headers.get("content-type")?.split(";")[0] ?? "";
      return { text: bytes.toString("utf8"), mediaType };
    },
    putManifest: async (digest, { text, mediaType }) => {
      const headers = { "content-type": mediaType };
      const init = { method: "PUT", headers, body: text };
      await ask("take a manifest", at(`manifests/${digest}`), init, 200, 201);
    },
    hasBlob: async (digest) => {
      const init = { method: "HEAD" };
      const answer = await ask("find a layer", at(`blobs/${digest}`), init, 200, 307, 404);
      return answer.status !== 404;
    },
    mountBlob: async (digest, from) => {
      const query = new URLSearchParams({ mount: digest, from }).toString();
      const init = { method: "POST" };
      const answer = await ask("take a layer over", at(`blobs/uploads/?${query}`), init, 201, 202);
      return answer.status === 201;
    },
    readBlob: async (digest) => {
      // ECR leads on to S3; fetch leaves the authorization behind when it follows to another host.
      const answer = await ask("give a layer", at(`blobs/${digest}`), {}, 200);
      if (answer.body === null) {
        throw refusal(`The registry ${url} gave a layer without content`, digest);
      }
      return answer.body;
    },
    writeBlob: async ({ digest, size }, bytes) => {
      const init = {
        method: "PATCH",
        headers: { "content-type": "application/octet-stream", "content-length": String(size) },
        body: bytes,
        duplex: "half" as const,
      };
      const taken = await ask("take a layer's bytes", await upload(), init, 201, 202, 204);
      const end = new URL(taken.headers.get("location") ?? "", at(""));
      end.searchParams.set("digest", digest);
      await ask("close a layer", end.toString(), { method: "PUT" }, 201, 204);
    },
  };
}

/** Nothing is lost: what is copied stays, and the next copy skips it. */
function refusal(what: string, why: string, cause?: unknown): UserError {
  return new UserError(`${what}: ${why}`, {
    hint: "Nothing was committed. Run it again: layers that were copied are skipped.",
    exitCode: 1,
    cause,
  });
}

/** `fetch` says "fetch failed"; what broke is in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  return error.cause instanceof Error ? error.cause.message : error.message;
}
