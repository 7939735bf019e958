import { type Io } from "../io";
import { diffText } from "./diff";
import { type Output } from "./output";
import { type Plan } from "./plan";
import { type Settings } from "./settings";

/** The lines before anything is changed. */
export function showPlan(plan: Plan, settings: Settings, io: Io, output: Output): void {
  const { image, tag } = settings.wanted;
  if (image !== undefined || tag !== undefined) {
    output.line(`Using image name: ${image ?? tag ?? ""}`);
  }
  output.line(`Current task definition: ${plan.base}`);
  output.result.previousTaskDefinition ??= plan.base;
  // The values of variables stay out of the result, as they stay out of the text.
  output.result.changes = plan.changes.map((change) =>
    change.path.includes("environment.")
      ? { path: change.path, from: undefined, to: undefined }
      : change,
  );
  if (showsDifferences(settings, io)) {
    io.stderr(diffText(plan.changes));
  }
}

export function showsDifferences({ diff, dryRun }: Settings, { isTTY }: Io): boolean {
  return diff ?? (dryRun || isTTY);
}
