import { parseImageReference } from "../../aws/imageReference";
import { ecrAdapter } from "../../delivery/aws/ecr";
import { imagesOfDefinition, imagesOfRevision } from "../../delivery/images";
import { hasImages, rolloutOf } from "../../delivery/serviceFacts";
import { accountOf } from "../../delivery/stackParameter";
import { shortCommit, shortImage } from "../../delivery/words";
import { serviceOf, type AppPlace } from "../apps";
import { type Invocation } from "../command";
import { type Connection } from "../connection";
import { type Io } from "../io";
import { progress } from "../progress";
import { releasesOf } from "../releases";
import { UserError, type ExitCode } from "../userError";
import { subject } from "../words";
import { copyImage } from "./copyImage";
import { registryAccess, registryRepository } from "./registryRepository";
import { releaseImage } from "./release";
import { worldOf, type ReleaseWorld } from "./world";

export interface PromoteValues {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly fromRegion: string | undefined;
  readonly toRegion: string | undefined;
  readonly message: string | undefined;
  readonly noVerify: boolean;
  readonly noWait: boolean;
  /** Seconds. */
  readonly timeout: number | undefined;
}

/** Releases in one stack what runs in another: the same digest, copied and committed. */
export async function promote(invocation: Invocation<PromoteValues>): Promise<ExitCode> {
  const { io, args, options, global, connect } = invocation;
  const { from, to } = options;
  if (from === undefined || to === undefined) {
    throw new UserError("Which stacks? --from and --to are both needed.", {
      hint: "For example: slipway promote main/web --from staging --to prod",
    });
  }
  if (from === to && options.fromRegion === options.toRegion) {
    throw new UserError(`--from and --to are the same stack, "${from}".`);
  }
  const region = global.region;
  const [source, target] = await Promise.all([
    connect({ stack: from, region: options.fromRegion ?? region }),
    connect({ stack: to, region: options.toRegion ?? region }),
  ]);
  refuseOtherAccount(source, target);
  const name = args[0] ?? "";
  const [sourcePlace, targetPlace] = [source.app(name), target.app(name)];
  const [sourceWorld, targetWorld] = await Promise.all([worldOf(source, io), worldOf(target, io)]);
  const running = await runningImage(sourcePlace, from, sourceWorld);
  const wanted = imageIn(running, source, target);
  if (wanted.copied !== undefined) {
    await copy(wanted.copied, running, { source, target }, io);
  }
  const message = options.message ?? (await messageFor(running, sourcePlace, from, sourceWorld));
  return releaseImage(target, targetPlace, targetWorld, io, {
    image: wanted.uri,
    message,
    verify: !options.noVerify,
    wait: !options.noWait,
    timeoutSeconds: options.timeout,
    json: global.json,
  });
}

/** Images are copied with the rights of one identity, and a stack's tasks pull from their own account alone. */
export function refuseOtherAccount(
  source: Pick<Connection, "parameter">,
  target: Pick<Connection, "parameter">,
): void {
  const [from, to] = [source.parameter, target.parameter];
  if (accountOf(from) === accountOf(to)) {
    return;
  }
  throw new UserError(
    `Stack "${from.stack}" is in account ${accountOf(from)} and stack "${to.stack}" in ${accountOf(to)}: promote works within one account.`,
    {
      hint: "Push the image to a repository of the other account (docker buildx imagetools create keeps the digest), then slipway release it there.",
    },
  );
}

/** @throws UserError when the app does not run one complete version: a half of it proves nothing. */
async function runningImage(
  place: AppPlace,
  stack: string,
  { services }: ReleaseWorld,
): Promise<string> {
  const service = await serviceOf(services, place);
  if (rolloutOf(service).state !== "steady") {
    throw new UserError(`${place.key} on ${stack} is in the middle of a deployment.`, {
      hint: `Wait until slipway status --stack ${stack} calls it steady, then promote.`,
      exitCode: 1,
    });
  }
  const images = imagesOfDefinition(await services.definition(service.taskDefinition));
  return images[place.containerName] ?? "";
}

/** Repositories of both stacks, for an image that is copied. */
export interface Copied {
  readonly from: string;
  readonly to: string;
  readonly digest: string;
}

/** Where the image is for the other stack: in the repository of the same name of its own, or where it was. */
export function imageIn(
  uri: string,
  source: Pick<Connection, "parameter">,
  target: Pick<Connection, "parameter">,
): { readonly uri: string; readonly copied: Copied | undefined } {
  const reference = parseImageReference(uri);
  const from = reference?.ecr?.repositoryName;
  const prefix = source.parameter.imageRepositories;
  if (reference?.digest === undefined || from?.startsWith(prefix) !== true) {
    return { uri, copied: undefined };
  }
  const { digest, name, ecr } = reference;
  const to = `${target.parameter.imageRepositories}${from.slice(prefix.length)}`;
  const registry = name
    .slice(0, -from.length - 1)
    .replace(`.${ecr?.region ?? ""}.`, `.${target.parameter.region}.`);
  return { uri: `${registry}/${to}@${digest}`, copied: { from, to, digest } };
}

async function copy(
  { from, to, digest }: Copied,
  uri: string,
  { source, target }: { readonly source: Connection; readonly target: Connection },
  io: Io,
): Promise<void> {
  const endpoint = io.env["AWS_ENDPOINT_URL_ECR"] ?? io.env["AWS_ENDPOINT_URL"];
  const [here, there] = await Promise.all([
    source.clients.ecr().then((ecr) => registryAccess(ecrAdapter(ecr), endpoint)),
    target.clients.ecr().then((ecr) => registryAccess(ecrAdapter(ecr), endpoint)),
  ]);
  await progress(io, [
    {
      title: `Copy ${shortImage(uri)} to ${to}`,
      run: async (report) => {
        const { blobs, carriedBytes } = await copyImage(
          registryRepository(here, from),
          registryRepository(there, to),
          digest,
          ({ done, blobs: all }) => {
            report(`${done} of ${all} layers`);
          },
        );
        if (blobs === 0) {
          return "it is there already";
        }
        return `${blobs} layers, ${(carriedBytes / 1_000_000).toFixed(1)} MB carried`;
      },
    },
  ]);
}

/** Names the release that is promoted, as the source's history tells it. */
async function messageFor(
  uri: string,
  place: AppPlace,
  from: string,
  { store }: ReleaseWorld,
): Promise<string> {
  const live = { [place.containerName]: uri };
  for await (const release of releasesOf(store, place, 20)) {
    if (!hasImages(live, imagesOfRevision(release.images))) {
      continue;
    }
    return `Promote from ${from} ${shortCommit(release.commitId)}: ${subject(release.message)}`;
  }
  return `Promote ${shortImage(uri)} from ${from}`;
}
