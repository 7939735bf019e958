import { type ServicePlace } from "../../delivery/aws/ecs";
import { type ChangeableService, type ServiceChanges } from "../../delivery/aws/ecsChanges";
import { type Io } from "../io";
import { failureText } from "./failure";
import { follow, type Followed } from "./follow";
import { type Output } from "./output";
import { familyOf, planOf } from "./plan";
import { prune } from "./prune";
import { Refusal, type ExitCode } from "./refusal";
import { type Awaited } from "./rollout";
import { moveSchedules } from "./schedule";
import { type Settings } from "./settings";
import { showPlan } from "./showPlan";
import { type World } from "./world";

/** Registers a revision and gives it to a service, or starts the service's tasks anew. */
export async function deployService(
  settings: Settings,
  at: ServicePlace,
  world: World,
  io: Io,
  output: Output,
): Promise<ExitCode> {
  const service = await serviceToChange(at, world);
  Object.assign(output.result, at, { previousTaskDefinition: service.taskDefinition });
  const revision = settings.force
    ? service.taskDefinition
    : await newRevision(settings, service, world, io, output);
  if (settings.dryRun) {
    return 0;
  }
  const since = io.now();
  await world.changes.update(at, changesOf(settings, revision));
  const awaited: Awaited = {
    revision: revision ?? "",
    before: service.taskDefinition,
    known: service.deployments.map(({ id }) => id),
    since,
  };
  if (!settings.noWait) {
    const desired = settings.desired ?? service.desired;
    const followed = await waitFor(awaited, at, desired, settings, world, io, output);
    if (followed.end.at !== "complete") {
      return failed(followed, awaited, at, settings, world, io, output);
    }
  }
  const family = familyOf(awaited.revision);
  if (settings.schedules && !settings.force) {
    output.result.schedules = await moveSchedules(
      world,
      service.clusterArn,
      family,
      awaited.revision,
      output.line,
    );
  }
  if (settings.keep !== undefined && !settings.force && !settings.noWait) {
    const keep = [awaited.revision, ...(settings.skipCheck ? [awaited.before] : [])];
    const users = { cluster: at.cluster, family, keep };
    output.result.deregistered = await prune(settings.keep, users, world, output.line);
  }
  return 0;
}

async function serviceToChange(at: ServicePlace, { changes }: World): Promise<ChangeableService> {
  const service = await changes.service(at);
  if (service === undefined) {
    throw new Refusal(
      255,
      `The cluster "${at.cluster}" has no service "${at.service}" (--service-name).`,
      `aws ecs list-services --cluster ${at.cluster} lists those that it has.`,
    );
  }
  if (service.controller !== "ECS") {
    throw new Refusal(
      255,
      `The service "${at.service}" is deployed by ${service.controller}, not by ECS itself: ECS refuses a new revision from anything else.`,
      service.controller === "CODE_DEPLOY"
        ? "aws deploy create-deployment deploys it."
        : "Whatever keeps its task sets deploys it.",
    );
  }
  return service;
}

/** Undefined in a dry run. */
async function newRevision(
  settings: Settings,
  service: ChangeableService,
  world: World,
  io: Io,
  output: Output,
): Promise<string | undefined> {
  const named = settings.latest ? familyOf(service.taskDefinition) : service.taskDefinition;
  const plan = await planOf(settings, named, world.changes, io.cwd);
  showPlan(plan, settings, io, output);
  if (settings.dryRun) {
    if (settings.schedules) {
      await moveSchedules(world, service.clusterArn, plan.family, undefined, output.line);
    }
    return undefined;
  }
  const revision = await world.changes.register(plan.registration);
  output.line(`New task definition: ${revision}`);
  output.result.taskDefinition = revision;
  return revision;
}

/** What the shell tool sends, and no more: all else of the service stays. */
function changesOf(
  { force, desired, min, max }: Settings,
  taskDefinition: string | undefined,
): ServiceChanges {
  const deploymentConfiguration = {
    ...(max !== undefined && { maximumPercent: max }),
    ...(min !== undefined && { minimumHealthyPercent: min }),
  };
  return {
    ...(force ? { forceNewDeployment: true } : { taskDefinition }),
    ...(desired !== undefined && { desiredCount: desired }),
    ...(Object.keys(deploymentConfiguration).length > 0 && { deploymentConfiguration }),
  };
}

async function waitFor(
  awaited: Awaited,
  at: ServicePlace,
  desired: number,
  settings: Settings,
  world: World,
  io: Io,
  output: Output,
): Promise<Followed> {
  const { skipCheck, timeoutSeconds } = settings;
  const followed = await follow(awaited, () => world.ecs.service(at), io, {
    timeoutMs: timeoutSeconds * 1000,
    untilRunning: skipCheck,
    onRunning: () => {
      output.line(
        desired > 0
          ? "Service updated successfully, new task definition running."
          : "Skipping the check for running tasks: desired-count <= 0",
      );
      if (!skipCheck) {
        output.line("Waiting for service deployment to complete...");
      }
    },
    note: output.note,
  });
  if (followed.end.at === "complete" && !skipCheck) {
    output.line("Service deployment successful.");
  }
  return followed;
}

/** Says why, goes back where that was asked for, and waits for it. */
async function failed(
  followed: Followed,
  awaited: Awaited,
  at: ServicePlace,
  settings: Settings,
  world: World,
  io: Io,
  output: Output,
): Promise<ExitCode> {
  const { end } = followed;
  const message =
    end.at === "timed out" && end.stage === "start"
      ? `New task definition not running within ${settings.timeoutSeconds} seconds`
      : sentenceOf(end, at, settings);
  output.line(`ERROR: ${message}`);
  output.result.error = message;
  io.stderr(await failureText(followed, awaited, at, world, io));
  const primary = followed.service?.deployments.find(({ status }) => status === "PRIMARY");
  // What another tool has deployed meanwhile is not ours to undo, and what ECS has rolled back is back.
  const isOurs = primary?.taskDefinition === awaited.revision;
  if (!settings.rollback || settings.force || (!isOurs && end.at !== "failed")) {
    return 1;
  }
  output.line(`Rolling back to ${awaited.before}`);
  if (isOurs) {
    await world.changes.update(at, { taskDefinition: awaited.before });
  }
  const back: Awaited = {
    revision: awaited.before,
    before: awaited.revision,
    // A deployment of the old revision that is still being replaced is not the one that brings it back.
    known: isOurs ? (followed.service?.deployments ?? []).map(({ id }) => id) : [],
    since: io.now(),
  };
  const returned = await follow(back, () => world.ecs.service(at), io, {
    timeoutMs: settings.timeoutSeconds * 1000,
    untilRunning: false,
    onRunning: () => undefined,
    note: output.note,
  });
  if (returned.end.at === "complete") {
    output.line(`Rolled back to ${awaited.before}`);
    output.result.rolledBackTo = awaited.before;
  } else {
    output.line(`ERROR: The rollback to ${awaited.before} is not complete`);
  }
  return 1;
}

function sentenceOf(end: Followed["end"], at: ServicePlace, settings: Settings): string {
  switch (end.at) {
    case "replaced":
      return `Another deployment took its place: ${end.by}`;
    case "gone":
      return `The service "${at.service}" is gone`;
    case "failed":
      return `The deployment failed and was rolled back${end.reason === undefined ? "" : `: ${end.reason}`}`;
    default:
      return `The service deployment is not complete within ${settings.timeoutSeconds} seconds; it goes on`;
  }
}
