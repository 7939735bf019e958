import { ecsAdapter, type Ecs } from "../../delivery/aws/ecs";
import { ecsChangesAdapter, type EcsChanges } from "../../delivery/aws/ecsChanges";
import { elbAdapter } from "../../delivery/aws/elasticLoadBalancing";
import { logsAdapter } from "../../delivery/aws/logs";
import { schedulesAdapter, type Schedules } from "../../delivery/aws/schedules";
import { type Archive } from "../../delivery/failure/evidence";
import { awsClients, clientConfiguration, type ClientSettings } from "../clients";
import { type Connection } from "../connection";
import { refuseWrongEndpoints } from "../endpoints";
import { type Io } from "../io";
import { type ReleaseWorld } from "../release/world";
import { type Access } from "./settings";

/** A stack of Slipway, for a release in it. */
export interface Stack extends Pick<Connection, "parameter" | "apps"> {
  readonly world: ReleaseWorld;
}

/** What a deployment needs of AWS; tests hand in literals. */
export interface World {
  readonly changes: EcsChanges;
  readonly ecs: Pick<Ecs, "service" | "deregister">;
  /** Loaded where rules are to move. */
  readonly schedules: () => Promise<Schedules>;
  /** Loaded where a failure is to be explained. */
  readonly archive: () => Promise<Archive>;
  /** Loaded where a commit takes the place of the change. */
  readonly stack: (name: string) => Promise<Stack>;
}

/** Reaches AWS as the flags say; `trace` is told each call. */
export type Reach = (
  access: Access,
  trace: ((call: string) => void) | undefined,
  io: Io,
) => Promise<World>;

/** AWS itself, or what AWS_ENDPOINT_URL names. */
export const awsWorld: Reach = async (access, trace, io) => {
  refuseWrongEndpoints(io.env);
  const now = (): Date => io.now();
  const settings = await clientSettings(access, now);
  const clients = awsClients(settings);
  const client = await clients.ecs();
  if (trace !== undefined) {
    client.middlewareStack.add(
      (next, { commandName = "" }) =>
        (args) => {
          trace(`ecs:${commandName.replace(/Command$/, "")}`);
          return next(args);
        },
      { step: "initialize" },
    );
  }
  const ecs = ecsAdapter(client);
  return {
    ecs,
    changes: ecsChangesAdapter(client),
    schedules: async () => {
      const { EventBridgeClient } = await import("@aws-sdk/client-eventbridge");
      const { SchedulerClient } = await import("@aws-sdk/client-scheduler");
      const configuration = clientConfiguration(settings);
      return schedulesAdapter(
        new EventBridgeClient(configuration),
        new SchedulerClient(configuration),
        now,
      );
    },
    archive: async () => ({
      services: ecs,
      targets: elbAdapter(await clients.elb()),
      logs: logsAdapter(await clients.logs()),
    }),
    stack: async (stack) => {
      const { connect } = await import("../connection");
      const { worldOf } = await import("../release/world");
      const connection = await connect({ stack, ...settings }, io.env);
      return { ...connection, world: await worldOf(connection, io) };
    },
  };
};

/** A profile comes before keys; a role is assumed with what either gives, and then stands alone. */
async function clientSettings(access: Access, now: () => Date): Promise<ClientSettings> {
  const { region, profile, keys, role } = access;
  const source: ClientSettings = {
    region,
    profile,
    ...(profile === undefined && { credentials: keys }),
  };
  if (role === undefined) {
    return source;
  }
  const { STSClient } = await import("@aws-sdk/client-sts");
  const { stsAdapter } = await import("../../delivery/aws/sts");
  const client = new STSClient(clientConfiguration(source));
  const sessionName = String(Math.floor(now().getTime() / 1000));
  return {
    // The profile may name the region, too: the source tells it.
    region: region ?? (await client.config.region()),
    credentials: await stsAdapter(client).assume(role, sessionName),
  };
}
