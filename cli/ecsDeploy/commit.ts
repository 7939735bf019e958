import { type ServicePlace } from "../../delivery/aws/ecs";
import { formatRevision, parseRevision } from "../../delivery/format";
import { originProblems } from "../../delivery/imageOrigins";
import { imagesOfRevision, revisionOf, type Images } from "../../delivery/images";
import { connect, type Connection } from "../connection";
import { type Io } from "../io";
import { type Output } from "./output";
import { planOf, type Plan } from "./plan";
import { Refusal, type ExitCode } from "./refusal";
import { type Settings } from "./settings";
import { showPlan } from "./showPlan";
import { type World } from "./world";

/** Finds the stack that the service belongs to. */
export type FindStack = (stack: string) => Promise<Pick<Connection, "apps" | "store">>;

/** Commits the images to the revision of the service's app; the pipeline of its stack deploys them. */
export async function commitInstead(
  settings: Settings,
  stack: string,
  at: ServicePlace,
  world: World,
  io: Io,
  output: Output,
  findStack: FindStack = (name) => connect({ stack: name, ...settings.access }, io.env),
): Promise<ExitCode> {
  const { apps, store } = await findStack(stack);
  const cluster = at.cluster.slice(at.cluster.lastIndexOf("/") + 1);
  const app = apps.find((one) => one.clusterName === cluster && one.serviceName === at.service);
  if (app === undefined) {
    throw new Refusal(
      1,
      `The stack "${stack}" (--commit) has no app whose service is "${cluster}/${at.service}".`,
      `It has ${apps.map(({ clusterName, serviceName }) => `${clusterName}/${serviceName}`).join(", ")}.`,
    );
  }
  const service = await world.changes.service(at);
  if (service === undefined) {
    throw new Refusal(255, `The cluster "${at.cluster}" has no service "${at.service}".`);
  }
  const plan = await planOf(settings, service.taskDefinition, world.changes, io.cwd);
  showPlan(plan, settings, io, output);
  const file = await store.read(app.path);
  const before =
    file === undefined
      ? { [app.containerName]: "" }
      : imagesOfRevision(parseRevision(file.text, { path: app.path }));
  const revision = revisionOf(imagesAfter(before, plan, app.path));
  const [problem] = originProblems(revision, app.origins);
  if (problem !== undefined) {
    throw new Refusal(1, `${app.path} would be refused by the stack "${stack}": ${problem}.`);
  }
  const text = formatRevision(revision);
  if (settings.dryRun) {
    output.line(`Would commit ${app.path}`);
    return 0;
  }
  const { commitId, unchanged } = await store.commit({
    path: app.path,
    text,
    message: `Release ${app.key} by ecs-deploy`,
    expect: file?.text ?? null,
  });
  output.result.commit = commitId;
  output.line(
    unchanged ? `Nothing to commit: ${app.path} says this` : `Committed ${app.path}: ${commitId}`,
  );
  output.note(`slipway status ${app.key} --stack ${stack} shows where the deployment stands`);
  return 0;
}

/** @throws Refusal for the image of a container that the stack keeps for itself. */
function imagesAfter(before: Images, { registration, changes }: Plan, path: string): Images {
  const containers = registration.containerDefinitions ?? [];
  const changed = containers.filter(({ name = "" }) =>
    changes.some((change) => change.path === `${name}.image`),
  );
  const foreign = changed.find(({ name = "" }) => before[name] === undefined);
  if (foreign !== undefined) {
    throw new Refusal(
      1,
      `${path} does not name the container "${foreign.name ?? ""}": the stack itself says what it runs.`,
      `It names ${Object.keys(before).join(", ")}.`,
    );
  }
  const images = containers.flatMap(({ name = "", image = "" }) =>
    before[name] === undefined ? [] : [[name, image] as const],
  );
  return Object.fromEntries(images);
}
