import { ecsAdapter } from "../../delivery/aws/ecs";
import { ecsChangesAdapter } from "../../delivery/aws/ecsChanges";
import { elbAdapter } from "../../delivery/aws/elasticLoadBalancing";
import { logsAdapter } from "../../delivery/aws/logs";
import { followService, type Followed } from "../../delivery/deployment/follow";
import { type Autopsy, autopsyOf } from "../../delivery/failure/autopsy";
import { autopsyText } from "../../delivery/failure/autopsyText";
import { evidenceOf } from "../../delivery/failure/evidence";
import { primaryOf, rolloutOf } from "../../delivery/serviceFacts";
import { type AppPlace, serviceOf, servicePlaceOf } from "../apps";
import { type Invocation } from "../command";
import { type Connection } from "../connection";
import { secondsText } from "../deployment/estimate";
import { phaseText } from "../deployment/phaseText";
import { type Io } from "../io";
import { progress, type Step } from "../progress";
import { UserError, type ExitCode } from "../userError";

export interface RestartValues {
  readonly noWait: boolean;
  /** Seconds. */
  readonly timeout: number | undefined;
}

/** Replaces the tasks of an app by new ones that run the same. */
export async function restart(invocation: Invocation<RestartValues>): Promise<ExitCode> {
  const { io, args, options, global, connect } = invocation;
  const connection = await connect();
  const place = connection.app(args[0] ?? "");
  const world = await worldOf(connection, io);
  const { services } = world;
  const at = servicePlaceOf(place);
  const service = await serviceOf(services, place);
  refuseUnfit(place, service);
  const { taskDefinition: revision } = service;
  const before = { id: primaryOf(service)?.id, revision };

  const askedAt = io.now();
  let followed: Followed | undefined;
  const ask: Step = {
    title: `Restart ${place.key}`,
    run: async () => {
      await world.changes.update(at, { forceNewDeployment: true });
      return undefined;
    },
  };
  const wait: Step = {
    title: "Replace the tasks",
    run: async (report) => {
      const change = { revision, before, askedAt, beganAt: askedAt, isMade: true };
      followed = await followService(at, change, world, {
        timeoutMs: options.timeout === undefined ? undefined : options.timeout * 1000,
        report: (phase) => {
          report(phaseText(phase, place.key));
        },
      });
      return followed.outcome.kind === "succeeded" ? undefined : followed.outcome.kind;
    },
  };
  await progress(io, options.noWait ? [ask] : [ask, wait]);
  return conclude(followed, { place, connection, world }, io, global.json);
}

interface About {
  readonly place: AppPlace;
  readonly connection: Connection;
  readonly world: Awaited<ReturnType<typeof worldOf>>;
}

async function conclude(
  followed: Followed | undefined,
  { place, connection, world }: About,
  io: Io,
  json: boolean,
): Promise<ExitCode> {
  const { stack } = connection.parameter;
  const outcome = followed?.outcome;
  const seconds =
    followed && (followed.seen.endedAt.getTime() - followed.seen.startedAt.getTime()) / 1000;
  const autopsy = followed && (await autopsyOfRestart(followed, { place, connection, world }));
  const code = outcome === undefined || outcome.kind === "succeeded" ? 0 : 1;
  if (json) {
    const kind = outcome?.kind ?? "asked for";
    const result = { stack, app: place.key, outcome: kind, seconds, autopsy };
    io.stdout(`${JSON.stringify(result, null, 2)}\n`);
    return code;
  }
  const { green, yellow } = io.colors;
  const status = `slipway status ${place.key} --stack ${stack}`;
  switch (outcome?.kind) {
    case undefined:
      io.stdout(`${green("✓")} ECS replaces the tasks of ${place.key}; ${status} shows how far.\n`);
      break;
    case "succeeded":
      io.stdout(`${green("✓")} ${place.key} runs new tasks (${secondsText(seconds ?? 0)}).\n`);
      break;
    case "failed":
      io.stdout(
        `${io.colors.red("✗")} ${autopsy === undefined ? "" : autopsyText(autopsy, io.colors)}`,
      );
      break;
    case "interrupted":
    case "timed out":
      io.stdout(
        `${yellow("…")} No longer watching; the restart goes on. ${status} shows how far.\n`,
      );
      break;
  }
  return code;
}

async function autopsyOfRestart(
  { outcome, seen }: Followed,
  { place, connection, world }: About,
): Promise<Autopsy | undefined> {
  if (outcome.kind !== "failed") {
    return undefined;
  }
  const { stack } = connection.parameter;
  const { key: app, pipelineName: pipeline } = place;
  const evidence = await evidenceOf(servicePlaceOf(place), seen, world);
  const subject = { app, stack, pipeline, commitId: "", images: {}, runs: undefined };
  const on = `${app} --stack ${stack}`;
  return {
    ...autopsyOf(subject, outcome.failure, evidence),
    summary: `The new tasks of ${app} do not run; ECS goes back to those that did.`,
    next: [`slipway logs ${on}`, `slipway status ${on}`],
  };
}

/** A restart in the middle of a deployment would begin it anew, and one without tasks replaces nothing. */
function refuseUnfit(
  { key }: AppPlace,
  service: Parameters<typeof rolloutOf>[0] & { readonly desired: number },
): void {
  if (service.desired === 0) {
    throw new UserError(`${key} is stopped: it has no tasks to replace.`, {
      hint: `slipway start ${key} starts it.`,
    });
  }
  if (rolloutOf(service).state === "starting") {
    throw new UserError(`ECS works on a deployment of ${key}, which replaces the tasks anyway.`, {
      hint: `slipway status ${key} shows how far it is; slipway cancel ${key} ends it.`,
      exitCode: 1,
    });
  }
}

async function worldOf({ clients }: Connection, io: Io) {
  const [ecs, elb, logs] = await Promise.all([clients.ecs(), clients.elb(), clients.logs()]);
  return {
    services: ecsAdapter(ecs),
    changes: ecsChangesAdapter(ecs),
    targets: elbAdapter(elb),
    logs: logsAdapter(logs),
    clock: io,
    now: () => io.now(),
  };
}
