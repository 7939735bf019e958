import { serviceArn } from "../../delivery/aws/ecsTags";
import { serviceOf, servicePlaceOf } from "../apps";
import { type Invocation } from "../command";
import { type Step } from "../progress";
import { UserError, type ExitCode } from "../userError";
import { appToScale } from "./appToScale";
import { countTag, noteCount } from "./noteCount";
import { scaleTo, type ScaleValues } from "./scale";

/** Scales an app to no tasks, and notes how many there were. */
export async function stop(invocation: Invocation<ScaleValues>): Promise<ExitCode> {
  const app = await appToScale(invocation);
  const { key } = app.place;
  const service = await serviceOf(app.ecs, app.place);
  if (service.desired === 0) {
    throw new UserError(`${key} is stopped already: it is to run no tasks.`, {
      hint: `slipway start ${key} starts it.`,
    });
  }
  return scaleTo(0, { ...app, before: service.desired }, invocation, {
    first: noteCount(app, service),
  });
}

/** Scales an app to as many tasks as it had when it was stopped. */
export async function start(invocation: Invocation<ScaleValues>): Promise<ExitCode> {
  const app = await appToScale(invocation);
  const { key } = app.place;
  const service = await serviceOf(app.ecs, app.place);
  if (service.desired > 0) {
    throw new UserError(`${key} is not stopped: it is to run ${service.desired} tasks.`, {
      hint: `slipway scale ${key} <count> changes how many.`,
    });
  }
  const arn = serviceArn(service, servicePlaceOf(app.place));
  const noted = (await app.tags.of(arn))[countTag] ?? "";
  if (!/^[1-9]\d{0,3}$/.test(noted)) {
    throw new UserError(
      `Nothing says how many tasks ${key} had: neither slipway stop nor slipway scale stopped it.`,
      {
        hint: `slipway scale ${key} <count> starts as many as you say.`,
      },
    );
  }
  const then: Step = {
    title: "Forget the number",
    run: async () => {
      await app.tags.remove(arn, [countTag]);
      return undefined;
    },
  };
  return scaleTo(Number(noted), { ...app, before: 0 }, invocation, { then });
}
