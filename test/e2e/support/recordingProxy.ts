import { createServer, request, type IncomingMessage } from "node:http";
import { type AddressInfo } from "node:net";

/** A call as it passed by. */
export interface PassedCall {
  readonly service: string;
  /** In REST protocols the method and the path with its query. */
  readonly action: string;
  /** Who signed it. */
  readonly accessKey: string;
  /** The body of JSON protocols, the form of the query protocol. */
  readonly input: Readonly<Record<string, unknown>>;
}

export interface RecordingProxy {
  readonly url: string;
  /** The calls since the last time. */
  taken(): readonly PassedCall[];
  /** Answers calls of an action in place of AWS. @default - none */
  answers: Readonly<Record<string, unknown>>;
  close(): Promise<void>;
}

/** Stands before a local AWS and notes each call with what it asks for. */
export async function recordingProxy(port: number): Promise<RecordingProxy> {
  let calls: PassedCall[] = [];
  const proxy = { answers: {} as Readonly<Record<string, unknown>> };
  const server = createServer((incoming, reply) => {
    void bodyOf(incoming).then((body) => {
      const call = callOf(incoming, body.toString("utf8"));
      calls.push(call);
      const answer = proxy.answers[call.action];
      if (answer !== undefined) {
        reply.writeHead(200, { "content-type": "application/x-amz-json-1.1" });
        reply.end(JSON.stringify(answer));
        return;
      }
      const { method, url, headers } = incoming;
      const onward = request(
        { host: "127.0.0.1", port, method, path: url, headers },
        (answered) => {
          reply.writeHead(answered.statusCode ?? 502, answered.headers);
          answered.pipe(reply);
        },
      );
      onward.on("error", () => reply.writeHead(502).end());
      onward.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(proxy, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken: () => {
      const before = calls;
      calls = [];
      return before;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  });
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of incoming) {
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts);
}

function callOf({ headers, method, url }: IncomingMessage, body: string): PassedCall {
  const [, accessKey = "", service = ""] =
    /Credential=([^/]+)\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? "") ?? [];
  const target = headers["x-amz-target"];
  const isJson = headers["content-type"]?.includes("json") === true;
  const input = isJson
    ? (JSON.parse(body || "{}") as PassedCall["input"])
    : Object.fromEntries(new URLSearchParams(body));
  const action =
    typeof target === "string"
      ? (target.split(".").at(-1) ?? "")
      : typeof input["Action"] === "string"
        ? input["Action"]
        : `${method ?? ""} ${url ?? ""}`;
  return { service, accessKey, action, input };
}
