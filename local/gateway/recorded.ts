import { createWriteStream } from "node:fs";

import { type AwsRequest } from "./awsRequest";

/** One call as it was made: who, what, on what, and how it ended. */
export interface RecordedCall {
  readonly time: string;
  readonly accessKey: string | undefined;
  /** ARN of the role that a function called with, or for which a service of the gateway acted. */
  readonly role?: string;
  readonly service: string;
  readonly action: string | undefined;
  /** Names and ARNs found in the request, for permission checks. */
  readonly resources: readonly string[];
  /** What the request gives for keys of conditions, where a role calls. */
  readonly conditions?: Readonly<Record<string, string>>;
  readonly status: number;
}

/** The role that a call is made with, and on what, as IAM names it. */
export interface Acting {
  readonly role: string;
  readonly resources: readonly string[];
  /** What the request gives for keys of conditions. @default - nothing */
  readonly conditions?: Readonly<Record<string, string>>;
}

/** Writes one JSON line a call. */
export interface CallLog {
  record(request: AwsRequest, body: string, status: number, acting?: Acting): void;
  close(): void;
}

export function callLog(file: string): CallLog {
  const lines = createWriteStream(file, { flags: "a" });
  // A full disk must not take the gateway down with the log.
  lines.on("error", () => undefined);
  return {
    record: (request, body, status, acting) => {
      const { conditions } = acting ?? {};
      const call: RecordedCall = {
        time: new Date().toISOString(),
        accessKey: request.accessKey,
        ...(acting !== undefined && { role: acting.role }),
        service: request.service,
        action: request.action,
        resources: acting?.resources ?? resourcesIn(body),
        ...(conditions !== undefined && { conditions }),
        status,
      };
      lines.write(`${JSON.stringify(call)}\n`);
    },
    close: () => lines.end(),
  };
}

const arn = /arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:\d*:[A-Za-z0-9_/.:*@+=,-]+/g;

/** The ARNs in a request's body, each once. */
export function resourcesIn(body: string): readonly string[] {
  const text = body.includes("arn%3A") ? decodeURIComponent(body.replaceAll("+", " ")) : body;
  return [...new Set(text.match(arn) ?? [])];
}
