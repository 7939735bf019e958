import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { shellWords } from "../../../delivery/shellWords";
import { answering, connectionTo, MemoryIo, shop, typed } from "../../support/cli";
import { fakePrograms } from "../../support/fakePrograms";

const arnOf = (id: string) => `arn:aws:ecs:eu-west-1:111122223333:task/staging-main/${id}`;

interface Running {
  readonly id: string;
  readonly minute: number;
  readonly enabled?: boolean;
  readonly agent?: string;
  readonly lastStatus?: string;
}

const two: readonly Running[] = [
  { id: "aaaa0000", minute: 1 },
  { id: "bbbb0000", minute: 2 },
];

describe("slipway exec", () => {
  const folders: string[] = [];
  const programs = (scripts: Readonly<Record<string, string>>) => {
    const folder = fakePrograms(scripts);
    folders.push(folder);
    return folder;
  };

  after(() => {
    for (const folder of folders) {
      rmSync(folder, { recursive: true });
    }
  });

  /** What is typed with tasks that run, and an AWS CLI that notes its arguments and ends with 7. */
  async function see(
    line: string | readonly string[],
    tasks: readonly Running[] = two,
    scripts: readonly string[] = ["aws", "session-manager-plugin"],
  ) {
    const write = 'for word in "$@"; do echo "$word"; done > "$NOTES"; exit 7';
    const folder = programs(Object.fromEntries(scripts.map((name) => [name, write])));
    const notes = join(folder, "notes");
    const ecs = answering({
      ListTasksCommand: () => ({ taskArns: tasks.map(({ id }) => arnOf(id)) }),
      DescribeTasksCommand: () => ({
        tasks: tasks.map(({ id, minute, enabled = true, agent = "RUNNING", ...rest }) => ({
          taskArn: arnOf(id),
          lastStatus: rest.lastStatus ?? "RUNNING",
          startedAt: new Date(Date.UTC(2026, 10, 20, 11, minute)),
          enableExecuteCommand: enabled,
          containers: ["web", "agent"].map((name) => ({
            name,
            managedAgents: [{ name: "ExecuteCommandAgent", lastStatus: agent }],
          })),
        })),
      }),
    });
    const connection = connectionTo(shop, {
      clients: { ecs: () => Promise.resolve(ecs as never) },
    });
    const io = new MemoryIo({ PATH: folder, NOTES: notes });
    const outcome = await typed(line, { connect: () => Promise.resolve(connection) }, io);
    return {
      ...outcome,
      args: existsSync(notes) ? readFileSync(notes, "utf8").trimEnd().split("\n") : undefined,
    };
  }

  it("hands the newest task to the AWS CLI, and ends with its exit code", async () => {
    const { code, args } = await see("exec main/web --profile shop");
    assert.equal(code, 7);
    assert.deepEqual(args, [
      ...["ecs", "execute-command", "--region", "eu-west-1", "--profile", "shop"],
      ...["--cluster", "staging-main", "--task", arnOf("bbbb0000"), "--container", "web"],
      ...["--interactive", "--command", "/bin/sh"],
    ]);
  });

  it("refuses the beginning of several tasks, and names them", async () => {
    const { code, stderr, args } = await see("exec web --task a", [
      { id: "aaaa0000", minute: 1 },
      { id: "abbb0000", minute: 2 },
    ]);
    assert.deepEqual([code, args], [2, undefined]);
    assert.match(stderr, /Several tasks of main\/web begin with "a"\.[^]*abbb0000/);
  });

  it("takes another task, container and command, as one line for a shell", async () => {
    const words = [
      "exec",
      "web",
      "--task",
      "aaaa",
      "--container",
      "agent",
      "--",
      "sh",
      "-c",
      "ls *",
    ];
    const { args } = await see(words);
    assert.deepEqual(args?.slice(4, 9), [
      ...["--cluster", "staging-main", "--task", arnOf("aaaa0000"), "--container"],
    ]);
    assert.deepEqual(args.slice(9), ["agent", "--interactive", "--command", "sh -c 'ls *'"]);
  });

  const refused: [string, string, readonly Running[], readonly string[] | undefined, RegExp][] = [
    ["an AWS CLI that is missing", "", two, [], /needs the AWS CLI: aws is not in PATH/],
    [
      "a plugin that is missing",
      "",
      two,
      ["aws"],
      /needs the Session Manager plugin .*\n {2}https:/,
    ],
    [
      "an app that lets no shells in",
      "",
      [{ id: "a", minute: 1, enabled: false }],
      undefined,
      /was started without ECS Exec\.\n {2}Set exec: true/,
    ],
    [
      "an agent that does not run",
      "",
      [{ id: "a", minute: 1, agent: "PENDING" }],
      undefined,
      /agent in container "web" of task a is PENDING/,
    ],
    [
      "tasks that do not run",
      "",
      [{ id: "a", minute: 1, lastStatus: "PENDING" }],
      undefined,
      /No task of main\/web runs\./,
    ],
    [
      "a task that is not there",
      "--task cccc",
      two,
      undefined,
      /begins with "cccc"\.\n {2}Those that run are bbbb0000, aaaa0000\./,
    ],
    [
      "a container that is not there",
      "--container db",
      two,
      undefined,
      /has no container "db"\.\n {2}It has web, agent\./,
    ],
  ];
  for (const [title, options, tasks, scripts, sentence] of refused) {
    it(`refuses ${title}`, async () => {
      const { stderr, args } = await see(`exec main/web ${options}`, tasks, scripts);
      assert.match(stderr, sentence);
      assert.equal(args, undefined);
    });
  }

  it("writes words so that a shell reads the same ones", () => {
    const words = ["it's", "a b", "$HOME", "--x=1", 'say "hi"', "", "*"];
    const line = shellWords(words);
    const read = execFileSync("/bin/sh", ["-c", `for word in ${line}; do echo "[$word]"; done`]);
    assert.equal(read.toString(), words.map((word) => `[${word}]\n`).join(""));
  });
});
