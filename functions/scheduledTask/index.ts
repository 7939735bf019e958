import { CodeCommitClient } from "@aws-sdk/client-codecommit";
import { CodePipelineClient } from "@aws-sdk/client-codepipeline";
import { ECSClient } from "@aws-sdk/client-ecs";

import { pipelineJobsAdapter } from "../../delivery/aws/codePipelineJobs";
import { listTasks } from "../../delivery/aws/ecsCalls";
import { ecsChangesAdapter } from "../../delivery/aws/ecsChanges";
import { codeCommitStore } from "../../delivery/codeCommitStore";
import { type TaskStart } from "../../delivery/taskStart";
import { jsonLog } from "../log";
import { askedBy } from "./event";
import { release } from "./release";
import { run } from "./run";

const settings = { maxAttempts: 6 };
const task = JSON.parse(process.env["TASK"] ?? "{}") as TaskStart;
const client = new ECSClient(settings);
const ecs = ecsChangesAdapter(client);
const store = codeCommitStore(new CodeCommitClient(settings), task);
const jobs = pipelineJobsAdapter(new CodePipelineClient(settings));
const log = jsonLog();

/** Runs the task when its schedule says so, and registers a revision when its pipeline does. */
export async function handler(event: unknown): Promise<void> {
  const asked = askedBy(event);
  if (asked.kind === "run") {
    const { cluster, family } = task;
    await run(task, asked.execution, {
      unended: () => listTasks(client, { cluster, family }),
      runTask: (input) => ecs.runTask(input),
      log,
    });
    return;
  }
  await release(task, asked, {
    store,
    jobs,
    newest: () => ecs.definition(task.family, true),
    register: (definition) => ecs.register(definition),
    log,
  });
}
