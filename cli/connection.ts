import { type StackParameter } from "../delivery/stackParameter";
import { type RevisionStore } from "../delivery/store";
import { appNamed, appsOf, type AppPlace } from "./apps";
import { awsClients, type Clients, type ClientSettings } from "./clients";
import { refuseWrongEndpoints } from "./endpoints";
import { type Environment } from "./io";
import { once } from "./once";
import { UserError } from "./userError";

/** A stack, and the way to everything in it. */
export interface Connection {
  readonly parameter: StackParameter;
  readonly clients: Clients;
  /** The stack's branch of the deployment repository. */
  readonly store: RevisionStore;
  /** All apps, in the order of their names. */
  readonly apps: readonly AppPlace[];
  /** @throws UserError when the stack has no such app. */
  readonly app: (name: string) => AppPlace;
}

export interface ConnectOptions extends ClientSettings {
  /** @default - SLIPWAY_STACK, else the only stack that there is */
  readonly stack?: string | undefined;
}

/**
 * Reads what the stack tells about itself.
 *
 * @throws UserError when there is no such stack, or several to choose from; when a variable names an address that is
 *   none, and when the profile gives no credentials.
 */
export async function connect(
  { stack, region, profile, credentials }: ConnectOptions,
  env: Environment,
  makeClients: (settings: ClientSettings) => Clients = awsClients,
): Promise<Connection> {
  refuseWrongEndpoints(env);
  const clients = makeClients({ region: region ?? regionIn(env), profile, credentials });
  const { stackParameter } = await import("./stacks");
  const ssm = await clients.ssm();
  const wanted = stack ?? nonEmpty(env["SLIPWAY_STACK"]);
  const where = await whereOf(ssm, profile);
  const parameter = await stackParameter(ssm, wanted, where).catch((error: unknown) => {
    throw profileError(error, profile ?? nonEmpty(env["AWS_PROFILE"]));
  });
  return {
    parameter,
    clients,
    store: lazyStore(async () => {
      const { codeCommitStore } = await import("../delivery/codeCommitStore");
      return codeCommitStore(await clients.codeCommit(), parameter);
    }),
    apps: appsOf(parameter),
    app: (name) => appNamed(parameter, name),
  };
}

/** The SDK says that there are no credentials, and not whose. */
export function profileError(error: unknown, profile: string | undefined): unknown {
  if (profile === undefined || !(error instanceof Error)) {
    return error;
  }
  if (error.name !== "CredentialsProviderError") {
    return error;
  }
  return new UserError(`The profile "${profile}" gives no AWS credentials: ${error.message}.`, {
    hint: `aws configure list-profiles shows those that there are; aws sso login --profile ${profile} signs in.`,
    cause: error,
  });
}

async function whereOf(
  ssm: { readonly config: { readonly region: () => Promise<string> } },
  profile: string | undefined,
): Promise<string> {
  const region = await ssm.config.region();
  return profile === undefined ? `in ${region}` : `in ${region} with profile "${profile}"`;
}

/** The SDK ignores the second name; CircleCI, GitLab and the AWS provider use it. AWS_REGION goes first, as there. */
function regionIn(env: Environment): string | undefined {
  return nonEmpty(env["AWS_REGION"]) === undefined
    ? nonEmpty(env["AWS_DEFAULT_REGION"])
    : undefined;
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}

/** A store that loads its client when it is first used. */
function lazyStore(make: () => Promise<RevisionStore>): RevisionStore {
  const store = once(make);
  return {
    head: async () => (await store()).head(),
    read: async (path, commitId) => (await store()).read(path, commitId),
    history: async function* (path, limit) {
      yield* (await store()).history(path, limit);
    },
    commit: async (change) => (await store()).commit(change),
  };
}
