import { appNamed, type AppPlace } from "../../../../cli/apps";
import { type Connection } from "../../../../cli/connection";
import { type Io } from "../../../../cli/io";
import { type ReleaseWorld } from "../../../../cli/release/world";
import { type ExitCode } from "../../../../cli/userError";
import { shop } from "../../../support/cli";
import { image as imageOfApp } from "../../../support/cliFixtures";
import { type FakeCloud } from "./fakeCloud";

export { shop } from "../../../support/cli";

/** An image of the app main/web, told apart by one hex digit. */
export function image(digit: string): string {
  return imageOfApp("web", digit);
}

/** What commands have in common, as it is when no option is typed. */
export const plainly = {
  message: undefined,
  wait: true,
  timeoutSeconds: undefined,
  json: false,
} as const;

type Command<Request> = (
  connection: Pick<Connection, "parameter">,
  place: AppPlace,
  world: ReleaseWorld,
  io: Io,
  request: Request,
) => Promise<ExitCode>;

/** Runs a command for the app main/web in a cloud; returns what it wrote, and what was done there. */
export async function run<Request>(
  command: Command<Request>,
  cloud: FakeCloud,
  request: Request,
  change: { readonly place?: Partial<AppPlace>; readonly world?: Partial<ReleaseWorld> } = {},
) {
  const place = { ...appNamed(shop, "main/web"), ...change.place };
  const world = { ...cloud.world(), ...change.world };
  const code = await command({ parameter: shop }, place, world, cloud.io, request);
  return { code, out: cloud.io.out, err: cloud.io.err, did: cloud.did };
}
