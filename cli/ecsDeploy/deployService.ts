import { type ServicePlace } from "../../delivery/aws/ecs";
import { type ChangeableService, type ServiceChanges } from "../../delivery/aws/ecsChanges";
import { type RevisionChange } from "../../delivery/deployment/serviceChange";
import { primaryOf } from "../../delivery/serviceFacts";
import { type Io } from "../io";
import { type Difference, diffText } from "./diff";
import { changeTo, failed } from "./failedDeployment";
import { type Output } from "./output";
import { familyOf, planOf } from "./plan";
import { prune } from "./prune";
import { Refusal, type ExitCode } from "./refusal";
import { moveSchedules } from "./schedule";
import { type Settings } from "./settings";
import { showPlan, showsDifferences } from "./showPlan";
import { watch, type Watched } from "./watch";
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
  if (settings.force && showsDifferences(settings, io)) {
    const numbers = numbersOf(settings, service);
    io.stderr(numbers.length === 0 ? "" : diffText(numbers));
  }
  if (settings.dryRun) {
    return 0;
  }
  const since = io.now();
  await world.changes.update(at, changesOf(settings, revision));
  const before = { id: primaryOf(service)?.id, revision: service.taskDefinition };
  const change = changeTo(revision ?? "", before, since);
  if (!settings.noWait) {
    const desired = settings.desired ?? service.desired;
    const watched = await waitFor(change, at, desired, settings, world, io, output);
    if (watched.outcome.kind !== "succeeded") {
      return failed(watched, change, at, settings, world, io, output);
    }
  }
  const family = familyOf(change.revision);
  if (settings.schedules) {
    output.result.schedules = await moveSchedules(
      world,
      service.clusterArn,
      family,
      change.revision,
      output.line,
    );
  }
  if (settings.keep !== undefined && !settings.force && !settings.noWait) {
    const keep = [change.revision, ...(settings.skipCheck ? [before.revision] : [])];
    const users = { cluster: at.cluster, family, keep };
    output.result.deregistered = await prune(settings.keep, users, world, output.line);
  }
  return 0;
}

/** @throws Refusal when there is no such service, and when ECS itself does not deploy it. */
export async function serviceToChange(
  at: ServicePlace,
  { changes }: World,
): Promise<ChangeableService> {
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
  const planned = await planOf(settings, named, world.changes, io.cwd);
  const plan = { ...planned, changes: [...planned.changes, ...numbersOf(settings, service)] };
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

/** Numbers of the service that are typed and differ. */
function numbersOf({ desired, min, max }: Settings, service: ChangeableService): Difference[] {
  const numbers = [
    ["desiredCount", service.desired, desired],
    ["minimumHealthyPercent", service.minimumHealthyPercent, min],
    ["maximumPercent", service.maximumPercent, max],
  ] as const;
  return numbers.flatMap(([name, from, to]) =>
    to === undefined || to === from
      ? []
      : [{ path: `service.${name}`, from: String(from), to: String(to) }],
  );
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
  change: RevisionChange,
  at: ServicePlace,
  desired: number,
  settings: Settings,
  world: World,
  io: Io,
  output: Output,
): Promise<Watched> {
  const { skipCheck, timeoutSeconds } = settings;
  const watched = await watch(at, change, world, io, {
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
  if (watched.outcome.kind === "succeeded" && !skipCheck) {
    output.line("Service deployment successful.");
  }
  return watched;
}
