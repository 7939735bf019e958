import { type Declarations } from "../declarations/shape";
import { resolveEndpoints } from "../endpoint";
import { type StandIn } from "../provider/standInProvider";
import { parseImageName } from "../registry/imageName";
import { Repository } from "../registry/registry";
import { type FunctionEntry } from "../resourceEntry";

/** What the docker stand-in works with: the address of the emulator, whose registry stands for Amazon's. */
export interface Registries {
  readonly emulator: string;
}

const getRegistryImage: FunctionEntry<Registries> = {
  token: "docker:index/getRegistryImage:getRegistryImage",
  invoke: async ({ emulator }, args) => {
    const name = String(args["name"]);
    const image = parseImageName(name);
    const digest = await new Repository(image, emulator).digest(image.reference);
    if (digest === undefined) {
      throw new Error(`registry ${image.host} has no image "${name}"`);
    }
    return {
      id: digest,
      insecureSkipVerify: args["insecureSkipVerify"] === true,
      name,
      sha256Digest: digest,
    };
  },
};

/** Every function of the docker provider that the stand-in serves. It serves no resource types. */
export const functions: readonly FunctionEntry<Registries>[] = [getRegistryImage];

/** The stand-in for the docker provider: asks registries for digests, changes nothing anywhere. */
export function dockerStandIn(declarations: Declarations): StandIn<Registries> {
  return {
    name: "docker",
    entries: [],
    functions,
    declarations,
    configure: (_config, env) => ({
      clients: { emulator: resolveEndpoints([], env).base },
      region: undefined,
      defaultTags: {},
    }),
  };
}
