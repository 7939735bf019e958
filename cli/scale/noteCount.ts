import { type ChangeableService } from "../../delivery/aws/ecsChanges";
import { serviceArn } from "../../delivery/aws/ecsTags";
import { servicePlaceOf } from "../apps";
import { type Step } from "../progress";
import { type AppToScale } from "./appToScale";

/** Tag of a service that is to run no tasks: how many it had. */
export const countTag = "slipway:count-before-stop";

/** Notes how many tasks there are before there are none, for slipway start. */
export function noteCount({ place, tags }: AppToScale, service: ChangeableService): Step {
  return {
    title: `Note that ${place.key} had ${service.desired}`,
    run: async () => {
      await tags.add(serviceArn(service, servicePlaceOf(place)), {
        [countTag]: String(service.desired),
      });
      return undefined;
    },
  };
}
