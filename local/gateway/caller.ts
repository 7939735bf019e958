import { type AwsRequest } from "./awsRequest";
import { send, type Upstream } from "./upstream";

/** Who calls. */
export interface Caller {
  readonly arn: string;
  /** The name for commits that name no author. */
  readonly name: string;
}

/** Finds out who an access key belongs to. */
export type CallerOf = (accessKey: string | undefined) => Promise<Caller>;

const rememberedMs = 60_000;

/** Asks the emulator's STS, as AWS knows callers by their keys; answers are remembered for a minute. */
export function callersAt(upstream: Upstream, account: string, region: string): CallerOf {
  const known = new Map<string, { readonly until: number; readonly caller: Promise<Caller> }>();
  const ask = async (accessKey: string): Promise<Caller> => {
    const reply = await send(upstream, {
      method: "POST",
      path: "/",
      headers: {
        host: `localhost:${upstream.port}`,
        "content-type": "application/x-www-form-urlencoded",
        authorization: `AWS4-HMAC-SHA256 Credential=${accessKey}/20260101/${region}/sts/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: Buffer.from("Action=GetCallerIdentity&Version=2011-06-15"),
    });
    const [, arn] = /<Arn>([^<]+)<\/Arn>/.exec(reply.body.toString("utf8")) ?? [];
    return callerAt(arn ?? rootArn(account));
  };
  return (accessKey) => {
    const key = accessKey ?? "";
    const now = Date.now();
    const found = known.get(key);
    if (found !== undefined && found.until > now) {
      return found.caller;
    }
    const caller =
      accessKey === undefined || !/^\w+$/.test(accessKey)
        ? Promise.resolve(callerAt(rootArn(account)))
        : // Who it was is no reason to refuse a commit.
          ask(accessKey).catch(() => callerAt(rootArn(account)));
    known.set(key, { until: now + rememberedMs, caller });
    return caller;
  };
}

/** The caller of an API. */
export function callerOfRequest(
  { accessKey, session }: Pick<AwsRequest, "accessKey" | "session">,
  callerOf: CallerOf,
): Promise<Caller> {
  return session === undefined ? callerOf(accessKey) : Promise.resolve(callerAt(session.arn));
}

/** The caller with this ARN; commits bear the last part of it. */
function callerAt(arn: string): Caller {
  return { arn, name: arn.split(/[/:]/).at(-1) ?? arn };
}

/**
 * The caller of git, by the user name of HTTP: git credentials of IAM are named `<user>-at-<account>`, the AWS
 * command line's credential helper gives an access key.
 */
export async function gitCaller(
  authorization: string | undefined,
  account: string,
  callerOf: CallerOf,
): Promise<Caller> {
  const [, encoded = ""] = /^Basic (.+)$/i.exec(authorization ?? "") ?? [];
  const [user = ""] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  const [, name] = /^(.+)-at-\d{12}$/.exec(user) ?? [];
  if (name !== undefined) {
    return callerAt(`arn:aws:iam::${account}:user/${name}`);
  }
  const [accessKey = ""] = user.split("%");
  return callerOf(accessKey === "" ? undefined : accessKey);
}

function rootArn(account: string): string {
  return `arn:aws:iam::${account}:root`;
}
