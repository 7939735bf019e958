import { type Declarations } from "../declarations/shape";
import { resolveEndpoints } from "../endpoint";
import { type StandIn } from "../provider/standInProvider";
import { type Builds, image } from "./image";

/** Every resource type of the docker-build provider that the stand-in serves. */
export const entries = [image];

/** The stand-in for the docker-build provider: real BuildKit builds, pushed to registries on this machine. */
export function dockerBuildStandIn(declarations: Declarations): StandIn<Builds> {
  return {
    name: "docker-build",
    entries,
    functions: [],
    declarations,
    configure: (_config, env) => ({
      clients: { emulator: resolveEndpoints([], env).base, built: new Map() },
      region: undefined,
      defaultTags: {},
    }),
  };
}
