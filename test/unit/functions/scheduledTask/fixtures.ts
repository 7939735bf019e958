import { type TaskStart } from "../../../../delivery/taskStart";

/** What the function of an app on hosts is told. */
export const task: TaskStart = {
  cluster: "prod-main",
  family: "prod-main-report",
  container: "report",
  overlap: "skip",
  repository: "deployment",
  branch: "prod",
  path: "main/report/revision.json",
  capacity: [{ capacityProvider: "hosts", weight: 1, base: 0 }],
};
