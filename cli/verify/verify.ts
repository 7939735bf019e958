import { ecrAdapter } from "../../delivery/aws/ecr";
import { ecsAdapter, type Service, type TaskDefinition } from "../../delivery/aws/ecs";
import { type Revision } from "../../delivery/format";
import { hasService } from "../../delivery/stackParameter";
import { serviceOf, type AppPlace } from "../apps";
import { type Invocation } from "../command";
import { type Connection } from "../connection";
import { type Colors } from "../io";
import { once } from "../once";
import { imageOf, type ImageHome } from "../release/images";
import { UserError, type ExitCode } from "../userError";
import { wantedRevision } from "../wantedRevision";
import { CannotLook, checked, failed, ok, type Check, type Finding } from "./check";
import { architecture, existence, lookAt, wantedArchitecture } from "./image";
import { room } from "./room";
import { secrets } from "./secrets";
import { surroundingsOf } from "./surroundings";

export interface VerifyValues {
  readonly image: string | undefined;
}

/** Whether a release would find everything that it needs; nothing is changed. */
export async function verify(invocation: Invocation<VerifyValues>): Promise<ExitCode> {
  const { io, args, options, global, connect } = invocation;
  const connection = await connect();
  const place = connection.app(args[0] ?? "");
  const checks = [
    ...(await checksOf(connection, place, options.image)),
    ...(await surroundingsOf(connection, place)),
  ];
  const isFine = checks.every(({ state }) => state !== "failed");
  if (global.json) {
    const { stack } = connection.parameter;
    io.stdout(`${JSON.stringify({ stack, app: place.key, ok: isFine, checks }, null, 2)}\n`);
  } else {
    io.stdout(checks.map((check) => lineOf(check, io.colors)).join(""));
  }
  return isFine ? 0 : 1;
}

/** Every check; also what a release asks before it commits. */
export async function checksOf(
  connection: Connection,
  place: AppPlace,
  imageUri: string | undefined,
): Promise<Check[]> {
  const { clients } = connection;
  const ecs = ecsAdapter(await clients.ecs());
  const ecr = ecrAdapter(await clients.ecr());
  const [{ images }, service] = await Promise.all([
    wantedRevision(connection, place, imageUri),
    serviceOf(ecs, place),
  ]);
  const definition = await ecs.definition(service.taskDefinition);
  const uri = images.find(({ name }) => name === place.containerName)?.imageUri ?? "";
  const isFargate = definition.fargate;
  const hosts = once(() => ecs.containerInstances(place.clusterName));
  const image = once(() => lookAt(ecr, uri, connection.parameter.region));
  return Promise.all([
    checked("image", async () => {
      // What the head says was committed already, by git perhaps; a release commits none but the app's own.
      const problem = imageUri === undefined ? undefined : refusalOf(imageUri, place);
      return problem === undefined ? existence(await image()) : failed(problem);
    }),
    checked("architecture", async () => {
      const told = isFargate ? [] : (await hosts()).flatMap((host) => host.architecture ?? []);
      const wanted = wantedArchitecture(definition, [...new Set(told)]);
      return architecture(ecr, await image(), wanted, downloaded);
    }),
    checked("containers", () => Promise.resolve(containerNames(images, definition))),
    checked("secrets", () => secrets(clients, definition)),
    checked("room", async () =>
      isFargate
        ? ok("Fargate makes room for every task")
        : room(hasService(place.kind) ? service : oneRun(service), definition, await hosts()),
    ),
  ]);
}

/** A schedule starts one task more than those that run. */
function oneRun(service: Service): Service {
  return { ...service, desired: 1 };
}

/** Whether the deployment finds the containers that the revision names. */
function containerNames(images: Revision, { containers }: TaskDefinition): Finding {
  const has = containers.map(({ name }) => name);
  const wanted = images.map(({ name }) => name);
  const absent = wanted.filter((name) => !has.includes(name));
  return absent.length === 0
    ? ok(`the task definition has ${wanted.join(", ")}`)
    : failed(`the task definition has no container ${absent.join(", ")}; it has ${has.join(", ")}`);
}

/** Why a release would not commit an image. */
function refusalOf(uri: string, home: ImageHome): string | undefined {
  try {
    imageOf(uri, home);
    return undefined;
  } catch (error) {
    if (!(error instanceof UserError)) {
      throw error;
    }
    return error.message.replace(/\.$/, "");
  }
}

async function downloaded(url: string): Promise<string> {
  const place = `the image's configuration at ${new URL(url).host}`;
  const reply = await fetch(url).catch((error: unknown) => {
    throw new CannotLook(`${place} cannot be reached`, { cause: error });
  });
  if (!reply.ok) {
    throw new CannotLook(`${place} answers ${reply.status}`);
  }
  return reply.text();
}

const widest = "architecture".length;

function lineOf({ check, state, says }: Check, { green, red, yellow }: Colors): string {
  const mark = state === "ok" ? green("✓") : state === "failed" ? red("✗") : yellow("?");
  const text = state === "could not be checked" ? `could not be checked: ${says}` : says;
  return `${mark} ${check.padEnd(widest)}  ${text}\n`;
}
