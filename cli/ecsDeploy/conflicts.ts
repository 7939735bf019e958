import { flags, type FlagName } from "./flags";
import { type ExitCode, UsageRefusal } from "./refusal";

/** What `--commit` cannot do. */
const leftToStack: readonly (readonly [FlagName, string])[] = [
  ["env", "--env"],
  ["definitionFile", "--task-definition-file"],
  ["force", "--force-new-deployment"],
  ["desired", "--desired-count"],
  ["min", "--min"],
  ["max", "--max"],
  ["maxDefinitions", "--max-definitions"],
  ["rollback", "--enable-rollback"],
  ["schedules", "--schedules"],
];

/**
 * Whether the flags go together: codes 5 to 12 in the order of the shell tool, then what it does not notice.
 *
 * @throws UsageRefusal at the first flag that is missing or unfit.
 */
export function checkTogether(
  has: (name: FlagName) => boolean,
  valueOf: (name: FlagName) => string | undefined,
): void {
  const refuse = (code: Exclude<ExitCode, 0>, message: string, hint?: string): never => {
    throw new UsageRefusal(code, message, hint);
  };
  const [service, definition] = [valueOf("service"), valueOf("definition")];
  if (service === undefined && definition === undefined) {
    refuse(5, "One of --service-name (-n) and --task-definition (-d) is required.");
  }
  if (service !== undefined && definition !== undefined) {
    refuse(
      6,
      `--service-name "${service}" and --task-definition "${definition}" exclude each other.`,
      "A service's own definition is found by --service-name alone.",
    );
  }
  if (service !== undefined && valueOf("cluster") === undefined) {
    refuse(7, `--service-name "${service}" needs --cluster (-c).`);
  }
  const changes: readonly FlagName[] = ["image", "tagOnly", "container", "env", "force"];
  const isGiven = (name: FlagName): boolean => name !== "tagOnly" || valueOf(name) !== undefined;
  if (!changes.some((name) => has(name) && isGiven(name))) {
    refuse(
      8,
      "--image (-i) is required.",
      "Or --tag-only, --container, --env, or --force-new-deployment.",
    );
  }
  const keep = valueOf("maxDefinitions");
  if (keep !== undefined && !/^-?\d+$/.test(keep)) {
    refuse(9, `--max-definitions must be an integer, got "${keep}".`);
  }
  const needsTask: readonly (readonly [FlagName, Exclude<ExitCode, 0>, string])[] = [
    ["launchType", 10, "--launch-type"],
    ["networkConfiguration", 11, "--network-configuration"],
    ["waitForSuccess", 11, "--wait-for-success"],
    ["platformVersion", 12, "--platform-version"],
  ];
  for (const [name, code, flag] of needsTask) {
    if (has(name) && !has("runTask")) {
      refuse(code, `${flag} is for a task: it needs --run-task.`);
    }
  }
  if (definition !== undefined && has("force")) {
    refuse(3, "--force-new-deployment needs --service-name: a definition alone has no tasks.");
  }
  if (has("runTask") && valueOf("cluster") === undefined) {
    refuse(7, "--run-task needs --cluster (-c): a task runs in one.");
  }
  if (has("schedules") && valueOf("cluster") === undefined) {
    refuse(7, "--schedules needs --cluster (-c): rules and schedules run their tasks in one.");
  }
  if (has("runTask") && service !== undefined) {
    refuse(3, "--run-task needs --task-definition (-d), not --service-name.");
  }
  if (has("rollback") && has("noWait")) {
    refuse(3, "--enable-rollback and --no-wait exclude each other: nobody sees the failure then.");
  }
  if (has("diff") && has("noDiff")) {
    refuse(3, "--diff and --no-diff exclude each other.");
  }
  const unfit = leftToStack.find(([name]) => has("commit") && has(name));
  if (unfit !== undefined) {
    refuse(3, `--commit writes an image and leaves all else to the stack: ${unfit[1]} changes it.`);
  }
  if (has("commit") && service === undefined) {
    refuse(3, "--commit needs --service-name (-n): the revision of its app is written.");
  }
  const [needsRevision] = (["container", "env", "schedules"] as const).filter(has);
  if (has("force") && needsRevision !== undefined) {
    const { long } = flags[needsRevision];
    refuse(3, `--force-new-deployment keeps the revision: ${long} is for a new one.`);
  }
}
