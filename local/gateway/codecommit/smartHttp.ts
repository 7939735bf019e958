import { type IncomingMessage, type ServerResponse } from "node:http";
import { gunzipSync } from "node:zlib";

import { bodyOf } from "../upstream";
import { gitBytes } from "./git";
import { type Repository } from "./repositories";

type Service = "git-upload-pack" | "git-receive-pack";

/** What a request of git's HTTP protocol asks for. */
export interface GitRequest {
  readonly repositoryName: string;
  readonly service: Service;
  /** The first of two requests: which references are there? */
  readonly advertisement: boolean;
}

export const gitPrefix = "/git-codecommit/v1/repos/";

/** Reads a URL of git's smart HTTP protocol; `undefined` for anything else. */
export function gitRequest(method: string | undefined, url: string): GitRequest | undefined {
  const { pathname, searchParams } = new URL(url, "http://localhost");
  if (!pathname.startsWith(gitPrefix)) {
    return undefined;
  }
  const [, repositoryName, ask] =
    /^([\w.-]+)\/(info\/refs|git-upload-pack|git-receive-pack)$/.exec(
      pathname.slice(gitPrefix.length),
    ) ?? [];
  if (repositoryName === undefined || ask === undefined) {
    return undefined;
  }
  const advertisement = ask === "info/refs";
  if (method !== (advertisement ? "GET" : "POST")) {
    return undefined;
  }
  const service = advertisement ? searchParams.get("service") : ask;
  // Without a service a client speaks the older protocol, that of plain files.
  if (service !== "git-upload-pack" && service !== "git-receive-pack") {
    return undefined;
  }
  return { repositoryName, service, advertisement };
}

/** The body of a git request, as it is after decompression. */
export async function gitBody(request: IncomingMessage): Promise<Buffer> {
  const body = await bodyOf(request);
  return request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
}

/** Answers one request of a clone, fetch or push by git itself. */
export async function answerGit(
  repository: Repository,
  { service, advertisement }: GitRequest,
  headers: IncomingMessage["headers"],
  body: Buffer,
): Promise<{ readonly contentType: string; readonly body: Buffer }> {
  const protocol = headers["git-protocol"];
  const version = typeof protocol === "string" ? protocol : "";
  const env = { GIT_PROTOCOL: version };
  // Housekeeping of git's own would go on in a repository that is being deleted.
  const quiet = ["-c", "receive.autoGC=false", "-c", "gc.auto=0"];
  const command = [...quiet, service.replace("git-", ""), "--stateless-rpc"];
  if (!advertisement) {
    const answer = await gitBytes(repository, [...command, "."], { input: body, env });
    return { contentType: `application/x-${service}-result`, body: answer };
  }
  const listed = await gitBytes(repository, [...command, "--advertise-refs", "."], { env });
  // The second version of the protocol has no line that names the service; git pushes by the first.
  const named = service === "git-receive-pack" || !version.includes("version=2");
  return {
    contentType: `application/x-${service}-advertisement`,
    body: named
      ? Buffer.concat([packet(`# service=${service}\n`), Buffer.from("0000"), listed])
      : listed,
  };
}

export function refuse(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${sentence}\n`);
}

/** A line as git frames it: its length in four hex digits, counting these. */
function packet(text: string): Buffer {
  return Buffer.from(`${(Buffer.byteLength(text) + 4).toString(16).padStart(4, "0")}${text}`);
}
