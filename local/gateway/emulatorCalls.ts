import { type GatewayOptions } from "./options";
import { send, type Upstream } from "./upstream";

/** What a call of the emulator needs. */
export interface Emulator {
  readonly options: Pick<GatewayOptions, "emulatorPort" | "region">;
  readonly upstream: Upstream;
}

/** Asks the emulator's ECR; an error of the service (no such repository) reads as an empty answer. */
export async function ecr(
  { options, upstream }: Emulator,
  action: string,
  input: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, unknown>>> {
  const reply = await send(upstream, {
    method: "POST",
    path: "/",
    headers: {
      host: `localhost:${options.emulatorPort}`,
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AmazonEC2ContainerRegistry_V20150921.${action}`,
      authorization: credentials("ecr", options.region),
    },
    body: Buffer.from(JSON.stringify(input)),
  });
  if (reply.status >= 300) {
    return {};
  }
  return JSON.parse(reply.body.toString("utf8")) as Readonly<Record<string, unknown>>;
}

/** Asks one of the emulator's XML services; the answer is the body as it came. */
export async function query(
  { options, upstream }: Emulator,
  service: string,
  parameters: Readonly<Record<string, string>>,
): Promise<string> {
  const reply = await send(upstream, {
    method: "POST",
    path: "/",
    headers: {
      host: `localhost:${options.emulatorPort}`,
      "content-type": "application/x-www-form-urlencoded",
      authorization: credentials(service, options.region),
    },
    body: Buffer.from(new URLSearchParams(parameters).toString()),
  });
  return reply.body.toString("utf8");
}

/** The emulator reads service and region from here; it checks no signature. */
function credentials(service: string, region: string): string {
  return `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`;
}
