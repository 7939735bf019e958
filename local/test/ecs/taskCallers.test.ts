import assert from "node:assert/strict";

import { taskCallers } from "../../gateway/ecs/taskCallers";
import { ServiceError } from "../../gateway/serviceError";

const workerRole = "arn:aws:iam::000000000000:role/shop/worker-task";
const key = "task.test-main.01234567-89ab-cdef";

describe("the containers of a task", () => {
  let asked: string[] = [];
  let task: object | undefined;
  let role = workerRole;
  const callers = () =>
    taskCallers((action, region, input) => {
      asked.push(`${action} ${region} ${JSON.stringify(input)}`);
      return action === "DescribeTasks"
        ? Promise.resolve(JSON.stringify({ tasks: task === undefined ? [] : [task] }))
        : Promise.resolve(JSON.stringify({ taskDefinition: { taskRoleArn: role } }));
    }, "eu-west-1");

  beforeEach(() => {
    asked = [];
    task = { taskDefinitionArn: "worker:7" };
    role = workerRole;
  });

  it("call with the role of their task, which is asked for once", async () => {
    const sessions = callers();
    const session = {
      role,
      arn: "arn:aws:sts::000000000000:assumed-role/worker-task/01234567-89ab-cdef",
    };
    assert.deepEqual(await sessions.callerOf(key), { session });
    assert.deepEqual(await sessions.callerOf(key), { session });
    assert.deepEqual(asked, [
      'DescribeTasks eu-west-1 {"cluster":"test-main","tasks":["01234567-89ab-cdef"]}',
      'DescribeTaskDefinition eu-west-1 {"taskDefinition":"worker:7"}',
    ]);
  });

  it("call with the role that their start named, where it did", async () => {
    task = { taskDefinitionArn: "worker:7", overrides: { taskRoleArn: `${role}-2` } };
    assert.equal((await callers().callerOf(key))?.session?.role, `${role}-2`);
  });

  it("have no role where their task has none", async () => {
    role = "";
    assert.deepEqual(await callers().callerOf(key), {});
  });

  it("are no one where their task is not there", async () => {
    task = undefined;
    assert.equal(await callers().callerOf(key), undefined);
    const refused = taskCallers(
      () => Promise.reject(new ServiceError("ClusterNotFoundException", "gone")),
      "eu-west-1",
    );
    assert.equal(await refused.callerOf(key), undefined);
  });

  it("are known by their keys alone", async () => {
    for (const other of [undefined, "test", "task.main", "task.main.XYZ", "task..0f"]) {
      assert.equal(await callers().callerOf(other), undefined);
    }
    assert.deepEqual(asked, []);
  });
});
