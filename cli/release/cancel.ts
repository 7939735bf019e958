import { codePipelineAdapter } from "../../delivery/aws/codePipeline";
import { ecsAdapter, type Services } from "../../delivery/aws/ecs";
import { collect } from "../../delivery/aws/pages";
import { retryTransient } from "../../delivery/deployment/retry";
import { rolloutOf } from "../../delivery/serviceFacts";
import { shortCommit } from "../../delivery/words";
import { serviceOf, servicePlaceOf, type AppPlace } from "../apps";
import { type Invocation } from "../command";
import { type Io } from "../io";
import { progress, type Step } from "../progress";
import { UserError, type ExitCode } from "../userError";
import { isActive } from "./current";
import { stopSteps } from "./stopSteps";

export interface CancelValues {
  readonly message: string | undefined;
  readonly noWait: boolean;
  /** Seconds. */
  readonly timeout: number | undefined;
}

/** An execution that has not ended is among the newest. */
const newest = 20;
const pauseMs = 3000;
const defaultTimeoutSeconds = 600;

/** Ends what is under way, and commits nothing. */
export async function cancel(invocation: Invocation<CancelValues>): Promise<ExitCode> {
  const { io, args, options, global, connect } = invocation;
  const { parameter, clients, app } = await connect();
  const place = app(args[0] ?? "");
  const services = ecsAdapter(await clients.ecs());
  const pipelines = codePipelineAdapter(await clients.codePipeline());
  const [service, executions] = await Promise.all([
    serviceOf(services, place),
    collect(pipelines.executions(place.pipelineName, newest)),
  ]);
  const deploying = rolloutOf(service).state === "starting";
  const reason = options.message ?? "Cancelled with slipway";
  const otherwise = "nothing that ECS can go back from: it is the first, or it has just ended";
  const { steps, goesBack } = stopSteps(
    place,
    { executions, deploying, reason, otherwise },
    { pipelines, services },
  );
  if (steps.length === 0) {
    throw new UserError(`Nothing of ${place.key} is under way; nothing was done.`, {
      hint: `slipway rollback ${place.key} goes back to an earlier release.`,
    });
  }
  let rests: boolean | undefined;
  const wait: Step = {
    title: "Wait until the tasks before run alone",
    run: async () => {
      if (goesBack() === false) {
        return "left out";
      }
      rests = await atRest(place, services, io, options.timeout ?? defaultTimeoutSeconds);
      return rests ? undefined : "not yet";
    },
  };
  await progress(io, [...steps, ...(deploying && !options.noWait ? [wait] : [])]);

  const commits = executions.filter(isActive).flatMap(({ commitId }) => commitId ?? []);
  const { stack } = parameter;
  const goesOn = goesBack() === false;
  if (global.json) {
    const result = { stack, app: place.key, commits, stopped: goesBack() === true, rests };
    io.stdout(`${JSON.stringify(result, null, 2)}\n`);
  } else {
    const what = commits.length === 0 ? "the deployment" : commits.map(shortCommit).join(", ");
    const next = `The branch still has it: slipway rollback ${place.key} --stack ${stack} commits the release before.`;
    const { green, yellow } = io.colors;
    const abandoned =
      commits.length === 0
        ? `slipway status ${place.key} shows how it stands.`
        : `Its pipeline no longer waits for ${what}.`;
    io.stdout(
      goesOn
        ? `${yellow("…")} ECS goes on with the deployment of ${place.key}: ${otherwise}. ${abandoned}\n`
        : rests === false
          ? `${yellow("…")} Cancelled ${what} of ${place.key}; ECS has not gone back yet. ${next}\n`
          : `${green("✓")} Cancelled ${what} of ${place.key}. ${next}\n`,
    );
  }
  return goesOn || rests === false ? 1 : 0;
}

/** Waits until ECS has gone back; false when it has not in time. */
async function atRest(
  place: AppPlace,
  services: Pick<Services, "service">,
  io: Io,
  timeoutSeconds: number,
): Promise<boolean> {
  const until = io.now().getTime() + timeoutSeconds * 1000;
  for (;;) {
    const service = await retryTransient(io, () => services.service(servicePlaceOf(place)));
    const { state } = rolloutOf(service);
    if (state === "steady" || state === "none") {
      return true;
    }
    if (io.signal.aborted || io.now().getTime() >= until) {
      return false;
    }
    await io.wait(pauseMs);
  }
}
