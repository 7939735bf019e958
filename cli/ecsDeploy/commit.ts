import { type ServicePlace } from "../../delivery/aws/ecs";
import { autopsyText } from "../../delivery/failure/autopsyText";
import { shortCommit } from "../../delivery/words";
import { type AppPlace } from "../apps";
import { type Io } from "../io";
import { releasedImage } from "../release/release";
import { serviceToChange } from "./deployService";
import { type Output } from "./output";
import { planOf, type Plan } from "./plan";
import { Refusal, type ExitCode } from "./refusal";
import { type Settings } from "./settings";
import { showPlan } from "./showPlan";
import { type Stack, type World } from "./world";

/** Releases the image in the stack that the service belongs to: a commit, which its pipeline deploys. */
export async function commitInstead(
  settings: Settings,
  { stack: name, timeoutSeconds }: NonNullable<Settings["commit"]>,
  at: ServicePlace,
  world: World,
  io: Io,
  output: Output,
): Promise<ExitCode> {
  const stack = await world.stack(name);
  const place = appOf(stack, name, at);
  const service = await serviceToChange(at, world);
  Object.assign(output.result, at);
  const plan = await planOf(settings, service.taskDefinition, world.changes, io.cwd);
  showPlan(plan, settings, io, output);
  const image = imageToCommit(plan, place);
  if (settings.dryRun) {
    output.line(`Would commit ${place.path}: ${image}`);
    return 0;
  }
  const released = await releasedImage(stack, place, stack.world, io, {
    image,
    message: undefined,
    verify: true,
    wait: !settings.noWait,
    timeoutSeconds,
    json: settings.json,
  });
  if ("says" in released) {
    output.line(released.says);
    return 0;
  }
  const { delivered } = released;
  output.result.commit = delivered.commitId;
  output.line(`Committed ${place.path}: ${delivered.commitId}`);
  switch (delivered.kind) {
    case "committed":
      output.note(`slipway status ${place.key} --stack ${name} shows where the deployment stands`);
      return 0;
    case "deployed":
      output.line("Service deployment successful.");
      return 0;
    case "failed":
      io.stderr(autopsyText(delivered.autopsy, io.colors));
      return failed(delivered.autopsy.summary, output);
    case "not over": {
      const limit =
        delivered.because === "timed out" ? ` within ${timeoutSeconds ?? 0} seconds` : "";
      const what = `The deployment of ${shortCommit(delivered.commitId)}`;
      return failed(`${what} is not complete${limit}; it goes on`, output);
    }
  }
}

function failed(message: string, output: Output): ExitCode {
  output.line(`ERROR: ${message}`);
  output.result.error = message;
  return 1;
}

/** @throws Refusal when the service is none of the stack's. */
function appOf({ apps }: Stack, stack: string, at: ServicePlace): AppPlace {
  const cluster = at.cluster.slice(at.cluster.lastIndexOf("/") + 1);
  const app = apps.find((one) => one.clusterName === cluster && one.serviceName === at.service);
  if (app === undefined) {
    throw new Refusal(
      1,
      `The stack "${stack}" (--commit) has no app whose service is "${cluster}/${at.service}".`,
      `It has ${apps.map(({ clusterName, serviceName }) => `${clusterName}/${serviceName}`).join(", ")}.`,
    );
  }
  return app;
}

/**
 * The image for the app's own container and for those that run the same one: a release has no other.
 *
 * @throws Refusal for the image of a container that the stack keeps for itself.
 */
function imageToCommit({ registration, changes }: Plan, { key, containerName }: AppPlace): string {
  const containers = registration.containerDefinitions ?? [];
  const { image = "" } = containers.find(({ name }) => name === containerName) ?? {};
  const other = containers.find(
    (one) => one.image !== image && changes.some(({ path }) => path === `${one.name ?? ""}.image`),
  );
  if (other !== undefined) {
    throw new Refusal(
      1,
      `--commit releases one image, that of the container "${containerName}" of ${key}; "${other.name ?? ""}" would get ${other.image ?? ""}.`,
      "The stack itself says what other containers run.",
    );
  }
  return image;
}
