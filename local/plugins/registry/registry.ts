import { createHash } from "node:crypto";

import { type ImageName, registryUrl } from "./imageName";

const manifestTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/** A user of a registry. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** One repository of a registry, by the registry's HTTP API (version 2). */
export class Repository {
  private readonly url: string;
  private authorization: string | undefined;

  constructor(
    private readonly name: Pick<ImageName, "host" | "repository">,
    emulator: string,
    private readonly credentials?: Credentials,
  ) {
    this.url = `${registryUrl(name.host, emulator)}/v2/${name.repository}`;
  }

  /** Digest of a tag (or of a digest: whether it is there); `undefined` when the registry has no such image. */
  async digest(reference: string): Promise<string | undefined> {
    const path = `/manifests/${reference}`;
    const headers = { accept: manifestTypes };
    const head = await this.request("HEAD", path, { headers });
    if (head.status === 404) {
      return undefined;
    }
    this.expect(head, "HEAD", path);
    const told = head.headers.get("docker-content-digest");
    if (told !== null) {
      return told;
    }
    const full = this.expect(await this.request("GET", path, { headers }), "GET", path);
    return sha256(Buffer.from(await full.arrayBuffer()));
  }

  async hasBlob(digest: string): Promise<boolean> {
    return (await this.request("HEAD", `/blobs/${digest}`)).ok;
  }

  async putBlob(digest: string, content: Buffer): Promise<void> {
    const path = "/blobs/uploads/";
    const started = this.expect(await this.request("POST", path), "POST", path);
    const location = new URL(started.headers.get("location") ?? path, `${this.url}/`);
    location.searchParams.set("digest", digest);
    const headers = { "content-type": "application/octet-stream" };
    const stored = await this.request("PUT", location.href, {
      headers,
      body: new Uint8Array(content),
    });
    this.expect(stored, "PUT", "/blobs");
  }

  /** Stores a manifest under a tag or, when `reference` is its digest, without one. */
  async putManifest(reference: string, content: Buffer, mediaType: string): Promise<void> {
    const path = `/manifests/${reference}`;
    const headers = { "content-type": mediaType };
    this.expect(
      await this.request("PUT", path, { headers, body: new Uint8Array(content) }),
      "PUT",
      path,
    );
  }

  /** Deletes a manifest; one that is gone, or a registry that lets nothing be deleted, is a success. */
  async deleteManifest(digest: string): Promise<void> {
    const path = `/manifests/${digest}`;
    const answer = await this.request("DELETE", path);
    if (![404, 405].includes(answer.status)) {
      this.expect(answer, "DELETE", path);
    }
  }

  private async request(method: string, path: string, init: RequestInit = {}): Promise<Response> {
    const url = path.startsWith("http") ? path : this.url + path;
    const send = (): Promise<Response> =>
      fetch(url, {
        ...init,
        method,
        headers: {
          ...(init.headers as Record<string, string> | undefined),
          ...(this.authorization === undefined ? {} : { authorization: this.authorization }),
        },
      });
    let answer: Response;
    try {
      answer = await send();
      const challenge = answer.status === 401 ? answer.headers.get("www-authenticate") : null;
      if (challenge !== null) {
        this.authorization = await authorize(challenge, this.credentials);
        answer = await send();
      }
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      throw new Error(
        `registry ${this.name.host} does not answer: ${cause instanceof Error ? cause.message : String(cause)}`,
      );
    }
    return answer;
  }

  private expect(answer: Response, method: string, path: string): Response {
    if (answer.ok) {
      return answer;
    }
    throw new Error(
      `registry ${this.name.host} refused ${method} ${this.name.repository}${path}: ${String(answer.status)} ${answer.statusText}`,
    );
  }
}

/** The digest of some bytes, as registries write it. */
export function sha256(content: Buffer): string {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}

/** Answers a registry's challenge: with the user's name, or with a token from where it says. */
async function authorize(challenge: string, credentials?: Credentials): Promise<string> {
  const basic =
    credentials &&
    `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString("base64")}`;
  const parts = new Map(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [key, value]),
  );
  const address = parts.get("realm");
  if (!/^bearer/i.test(challenge) || address === undefined) {
    return basic ?? "";
  }
  const realm = new URL(address);
  for (const key of ["service", "scope"]) {
    const value = parts.get(key);
    if (value !== undefined) {
      realm.searchParams.set(key, value);
    }
  }
  const answer = await fetch(
    realm,
    basic === undefined ? {} : { headers: { authorization: basic } },
  );
  const { token, access_token } = (await answer.json()) as {
    token?: string;
    access_token?: string;
  };
  return `Bearer ${token ?? access_token ?? ""}`;
}
