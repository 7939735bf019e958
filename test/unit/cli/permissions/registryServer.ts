import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";

import { type Call } from "../../../support/iam/evaluate";
import { registryCall } from "./calls";

/** A registry by its protocol, for images of one layer, and the place where ECR keeps the content of images. */
export class RegistryServer {
  readonly calls: Call[] = [];
  private readonly contents = new Map<string, string>();
  readonly server: Server = createServer((request, response) => {
    void this.answer(request).then(({ status, body = "", headers = {} }) => {
      response.writeHead(status, headers).end(request.method === "HEAD" ? undefined : body);
    });
  });

  /** Puts an image into a repository, and returns its digest. */
  push(repository: string): string {
    const layer = '{"architecture":"amd64"}';
    const blob = digestOf(layer);
    const manifest = JSON.stringify({ config: { digest: blob, size: layer.length }, layers: [] });
    this.contents.set(`${repository}/blobs/${blob}`, layer);
    this.contents.set(`${repository}/manifests/${digestOf(manifest)}`, manifest);
    return digestOf(manifest);
  }

  private async answer(request: IncomingMessage) {
    const { method = "", url = "" } = request;
    const { pathname, searchParams } = new URL(url, "http://registry");
    const [, repository = "", path = ""] =
      /^\/v2\/(.*?)\/((?:manifests|blobs)\/.*)$/.exec(pathname) ?? [];
    if (repository === "") {
      return { status: 200, body: '{"architecture":"amd64"}' };
    }
    this.calls.push(registryCall(method, repository, path));
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) {
      chunks.push(chunk);
    }
    const at = `${repository}/${path}`;
    switch (method) {
      case "GET":
      case "HEAD": {
        const body = this.contents.get(at);
        return body === undefined ? { status: 404 } : { status: 200, body };
      }
      case "PATCH":
        this.contents.set(at, Buffer.concat(chunks).toString());
        return { status: 202, headers: { location: pathname } };
      case "PUT": {
        const digest = searchParams.get("digest");
        const content = this.contents.get(at) ?? Buffer.concat(chunks).toString();
        this.contents.set(digest === null ? at : `${repository}/blobs/${digest}`, content);
        return { status: 201 };
      }
      default:
        return { status: 202, headers: { location: `/v2/${repository}/blobs/uploads/1` } };
    }
  }
}

function digestOf(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}
