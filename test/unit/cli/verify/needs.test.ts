import {
  type Service as SdkService,
  type TaskDefinition as SdkTaskDefinition,
} from "@aws-sdk/client-ecs";
import { type DescribeParametersCommandInput } from "@aws-sdk/client-ssm";
import assert from "node:assert/strict";

import { room } from "../../../../cli/verify/room";
import { secrets } from "../../../../cli/verify/secrets";
import { serviceFrom, taskDefinitionFrom } from "../../../../delivery/aws/ecsAnswers";
import { type ContainerInstance } from "../../../../delivery/aws/ecsHosts";
import { answering } from "../../../support/cli";
import { service as serviceAnswer } from "../../../support/cliFixtures";

const definitionFrom = (answer: SdkTaskDefinition) => taskDefinitionFrom("web:1", answer);
const service = (app: string, changes: Partial<SdkService> = {}) =>
  serviceFrom(serviceAnswer(app, changes));

describe("the check of the secrets", () => {
  const key = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf";
  const reading = (...sources: readonly string[]) =>
    definitionFrom({
      containerDefinitions: [
        { name: "web", secrets: sources.map((valueFrom) => ({ name: "X", valueFrom })) },
      ],
    });
  const clients = (deleted?: Date, labels = ["AWSCURRENT"]) => {
    const manager = answering({
      DescribeSecretCommand: ({ SecretId }: { SecretId: string }) => {
        if (SecretId !== key) {
          throw Object.assign(new Error("x"), { name: "ResourceNotFoundException" });
        }
        return { ARN: key, DeletedDate: deleted, VersionIdsToStages: { v1: labels } };
      },
    });
    const ssm = answering({
      DescribeParametersCommand: ({ ParameterFilters }: DescribeParametersCommandInput) => ({
        Parameters: (ParameterFilters?.[0]?.Values ?? [])
          .filter((name) => ["/shop/key", "token"].includes(name))
          .map((Name) => ({ Name })),
      }),
    });
    return {
      manager,
      secrets: () => Promise.resolve(manager),
      ssm: () => Promise.resolve(ssm),
    };
  };

  it("asks once for a secret of which two keys are read", async () => {
    const given = clients();
    const found = await secrets(given, reading(`${key}:user::`, `${key}:password::`, "/shop/key"));
    assert.deepEqual(found, {
      state: "ok",
      says: "3 secrets are there; their values are not read, so not whether they have the keys user, password",
    });
    assert.deepEqual(
      given.manager.asked.map(({ input }) => input),
      [{ SecretId: key }],
    );
  });

  it("names those that are missing or about to be deleted", async () => {
    const missing = await secrets(clients(), reading(`${key}x`, "/shop/other"));
    assert.deepEqual(missing, {
      state: "failed",
      says: `tasks would not start: ${key}x does not exist; /shop/other does not exist`,
    });
    const marked = await secrets(clients(new Date()), reading(key));
    assert.match(marked.says, /is marked for deletion$/);
  });

  it("names a secret without the version that is asked for", async () => {
    const empty = await secrets(clients(undefined, []), reading(key, `${key}:user::`));
    assert.equal(empty.says, `tasks would not start: ${key} has no value yet`);
    const older = await secrets(clients(), reading(`${key}::AWSPREVIOUS:`));
    assert.equal(older.says, `tasks would not start: ${key} has no version labelled AWSPREVIOUS`);
    assert.equal((await secrets(clients(), reading(`${key}:::v0`))).state, "ok");
  });

  it("finds a parameter by its ARN, which does not say whether the name begins with a slash", async () => {
    const arn = (path: string) => `arn:aws:ssm:eu-west-1:111122223333:parameter${path}`;
    const all = reading(arn("/shop/key"), arn("/token"));
    assert.equal((await secrets(clients(), all)).state, "ok");
    const absent = await secrets(clients(), reading(arn("/shop/token")));
    assert.equal(absent.says, `tasks would not start: ${arn("/shop/token")} does not exist`);
  });

  it("asks nobody when there are none", async () => {
    const nobody = () => assert.fail("nobody is asked");
    const found = await secrets({ secrets: nobody, ssm: nobody }, reading());
    assert.equal(found.state, "ok");
  });
});

describe("the check of the room", () => {
  const answer: SdkTaskDefinition = {
    containerDefinitions: [
      {
        name: "web",
        cpu: 128,
        memory: 256,
        memoryReservation: 128,
        portMappings: [{ hostPort: 80 }],
      },
      { name: "proxy", cpu: 64, memory: 64, portMappings: [{ hostPort: 0 }, {}] },
    ],
  };
  const definition = definitionFrom(answer);
  const host = (changes: Partial<ContainerInstance> = {}): ContainerInstance => ({
    id: "i-1",
    architecture: "X86_64",
    cpuUnits: 192,
    memoryMiB: 192,
    takenPorts: [22],
    subnetId: undefined,
    ...changes,
  });
  const table: readonly (readonly [
    title: string,
    hosts: readonly ContainerInstance[],
    state: string,
    says: string,
  ])[] = [
    ["a host has just enough", [host()], "ok", "1 host of 1 has room"],
    ["no CPU is left", [host({ cpuUnits: 191 })], "failed", "none of 1 host has room"],
    ["no memory is left", [host({ memoryMiB: 191 })], "failed", "(192 CPU units and 192 MiB)"],
    ["a static port is taken", [host({ takenPorts: [80] })], "failed", "none of 1 host"],
    ["the cluster reports no host", [], "could not be checked", "reports no host"],
    ["another host has it", [host({ cpuUnits: 0 }), host()], "ok", "1 host of 2 has room"],
  ];
  for (const [title, hosts, state, says] of table) {
    it(`is ${state} when ${title}`, () => {
      const found = room(service("web"), definition, hosts);
      assert.equal(found.state, state);
      assert.ok(found.says.includes(says), found.says);
    });
  }

  it("cannot tell whether a cluster that grows will have it", () => {
    const growing = service("web", { capacityProviderStrategy: [{ capacityProvider: "hosts" }] });
    const full = [host({ cpuUnits: 0 })];
    assert.equal(room(growing, definition, full).state, "could not be checked");
    assert.match(room(growing, definition, full).says, /must start another, which takes minutes$/);
  });

  it("needs none when old tasks end first, or no task is wanted", () => {
    const first = service("web", { deploymentConfiguration: { maximumPercent: 100 } });
    assert.equal(room(first, definition, []).state, "ok");
    assert.equal(room(service("web", { desiredCount: 0 }), definition, []).state, "ok");
  });

  it("takes the limits of the task where it has some", () => {
    const limited = definitionFrom({ ...answer, cpu: "1024", memory: "64" });
    assert.match(room(service("web"), limited, [host()]).says, /1024 CPU units and 64 MiB/);
  });
});
