import { ServiceError } from "../serviceError";
import { type Upstream, send } from "../upstream";

type Properties = Readonly<Record<string, unknown>>;

/** Calls of the emulator's ECS, as the service itself makes them: not recorded, without faults. */
export type EmulatorEcs = (action: string, region: string, input: Properties) => Promise<string>;

/** @throws ServiceError with the emulator's own code and message. */
export function emulatorEcs(upstream: Upstream): EmulatorEcs {
  return async (action, region, input) => {
    const reply = await send(upstream, {
      method: "POST",
      path: "/",
      headers: {
        host: `localhost:${upstream.port}`,
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `AmazonEC2ContainerServiceV20141113.${action}`,
        authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/ecs/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: Buffer.from(JSON.stringify(input)),
    });
    const text = reply.body.toString("utf8");
    if (reply.status < 300) {
      return text;
    }
    const { __type = "InternalFailure", message = text } = JSON.parse(text) as Readonly<
      Record<string, string>
    >;
    throw new ServiceError(__type.replace(/^.*#/, ""), message);
  };
}
