import { type RoleSession } from "../awsRequest";
import { send, type Upstream } from "../upstream";

/** Knows who a function is to AWS: the session of its role. */
export interface FunctionCallers {
  /** `undefined` for a function that is not there. */
  sessionOf(name: string): Promise<RoleSession | undefined>;
  /** To be called when functions change. */
  forget(): void;
}

/** Asks the emulator for a function's role, and remembers it until functions change. */
export function functionCallers(
  upstream: Upstream,
  account: string,
  region: string,
): FunctionCallers {
  const known = new Map<string, Promise<RoleSession | undefined>>();
  const ask = async (name: string): Promise<RoleSession | undefined> => {
    const reply = await send(upstream, {
      method: "GET",
      path: `/2015-03-31/functions/${encodeURIComponent(name)}/configuration`,
      headers: {
        host: `localhost:${upstream.port}`,
        authorization: `AWS4-HMAC-SHA256 Credential=${account}/20260101/${region}/lambda/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: Buffer.alloc(0),
    });
    if (reply.status >= 300) {
      return undefined;
    }
    const { Role: role = "" } = JSON.parse(reply.body.toString("utf8")) as {
      readonly Role?: string;
    };
    const roleName = role.slice(role.lastIndexOf("/") + 1);
    return { role, arn: `arn:aws:sts::${account}:assumed-role/${roleName}/${name}` };
  };
  return {
    sessionOf: (name) => {
      const found = known.get(name) ?? ask(name);
      known.set(name, found);
      found.then(
        (session) => {
          // What is not there may come.
          if (session === undefined) {
            known.delete(name);
          }
        },
        () => known.delete(name),
      );
      return found;
    },
    forget: () => {
      known.clear();
    },
  };
}
