import { type FilteredLogEvent } from "@aws-sdk/client-cloudwatch-logs";
import assert from "node:assert/strict";

import { answering, connectionTo, MemoryIo, shop, typed } from "../../support/cli";
import { service } from "../../support/cliFixtures";

const group = "/slipway/staging/main/web";
const task = "0123456789abcdef0123456789abcdef";

function container(name: string) {
  const options = { "awslogs-group": group, "awslogs-stream-prefix": "app" };
  return { name, logConfiguration: { logDriver: "awslogs", options } };
}

function event(eventId: string, second: number, name = "web"): FilteredLogEvent {
  return {
    eventId,
    timestamp: Date.UTC(2026, 10, 20, 11, 59, second),
    logStreamName: `app/${name}/${task}`,
    message: `line ${eventId}\n`,
  };
}

interface Asked {
  readonly startTime: number;
  readonly nextToken?: string;
  readonly logStreamNamePrefix?: string;
}

function world(
  filter: (input: Asked) => { events: FilteredLogEvent[]; nextToken?: string },
  containers: readonly object[] = [container("web"), container("proxy")],
) {
  const ecs = answering({
    DescribeServicesCommand: () => ({ services: [service("web")] }),
    DescribeTaskDefinitionCommand: () => ({
      taskDefinition: { containerDefinitions: containers },
    }),
  });
  const logs = answering({ FilterLogEventsCommand: filter });
  const connection = connectionTo(shop, {
    clients: {
      ecs: () => Promise.resolve(ecs as never),
      logs: () => Promise.resolve(logs as never),
    },
  });
  const io = new MemoryIo();
  return {
    io,
    asked: () => logs.asked.map(({ input }) => input as Asked),
    see: (line: string) => typed(line, { connect: () => Promise.resolve(connection) }, io),
  };
}

describe("slipway logs", () => {
  it("shows the lines of the last ten minutes, all pages of them", async () => {
    const { see, asked } = world(({ nextToken }) =>
      nextToken === undefined
        ? { events: [event("a", 1)], nextToken: "more" }
        : { events: [event("b", 2, "proxy")] },
    );
    const { code, stdout } = await see("logs main/web");
    assert.equal(code, 0);
    assert.equal(
      stdout,
      "2026-11-20 11:59:01Z 01234567 web line a\n2026-11-20 11:59:02Z 01234567 proxy line b\n",
    );
    assert.equal(asked()[0]?.startTime, Date.UTC(2026, 10, 20, 11, 50));
  });

  it("prints an object a line for programs", async () => {
    const { see } = world(() => ({ events: [event("a", 1)] }));
    const { stdout } = await see("logs web --json --since 30s");
    assert.deepEqual(JSON.parse(stdout), {
      id: "a",
      timestamp: "2026-11-20T11:59:01.000Z",
      task,
      container: "web",
      message: "line a",
    });
  });

  it("shows one task's lines in the order of their time, whatever container wrote them", async () => {
    const { see, asked } = world(({ logStreamNamePrefix }) => ({
      events: logStreamNamePrefix?.includes("proxy") ? [event("p", 1, "proxy")] : [event("w", 2)],
    }));
    const { stdout } = await see("logs web --task 0123");
    assert.match(stdout, /proxy line p\n.*web line w\n$/);
    assert.deepEqual(
      asked().map(({ logStreamNamePrefix }) => logStreamNamePrefix),
      ["app/web/0123", "app/proxy/0123"],
    );
  });

  it("takes the ARN of a task, and refuses what is no task before AWS does", async () => {
    const { see, asked } = world(() => ({ events: [] }), [container("web")]);
    const arn = `arn:aws:ecs:eu-west-1:111122223333:task/staging-main/${task}`;
    const { code, stderr } = await see(`logs web --task ${arn}`);
    assert.equal(code, 0);
    assert.match(stderr, new RegExp(`^No lines of task ${task} of main/web since`));
    assert.equal(asked()[0]?.logStreamNamePrefix, `app/web/${task}`);
    const wrong = await world(() => ({ events: [] })).see("logs web --task a:b");
    assert.equal(wrong.code, 2);
    assert.match(
      wrong.stderr,
      /^✗ --task must be a task's id, its beginning or its ARN, got "a:b"/,
    );
  });

  it("begins in 1970 when it is to begin before", async () => {
    const { see, asked } = world(() => ({ events: [] }));
    assert.equal((await see("logs web --since 999999d")).code, 0);
    assert.equal(asked()[0]?.startTime, 0);
  });

  it("follows until Ctrl+C, and shows no line twice", async () => {
    let looks = 0;
    const { see, io } = world(() => {
      looks += 1;
      if (looks === 3) {
        io.interruption.abort();
      }
      return { events: [event("a", 55), ...(looks === 2 ? [event("b", 56)] : [])] };
    });
    const { code, stdout } = await see("logs web -f");
    assert.equal(code, 0);
    assert.deepEqual(stdout.match(/line ./g), ["line a", "line b"]);
    assert.equal(looks, 3);
  });

  it("shows no command of a terminal, and whose every line of a message is", async () => {
    const message = "\u001b[31mboom\u001b[0m\n\tat run\u001b[2J\r\n2026-11-20 proxy forged\n";
    const { see } = world(() => ({ events: [{ ...event("a", 1), message }] }));
    const head = "2026-11-20 11:59:01Z 01234567 web";
    assert.equal(
      (await see("logs web")).stdout,
      `${head} boom\n${head} \tat run\n${head} 2026-11-20 proxy forged\n`,
    );
  });

  it("hides credentials, and a private key of a writer whose lines come between others", async () => {
    const [begin, end] = ["BEGIN", "END"].map((word) => `-----${word} PRIVATE KEY-----`);
    const said = (id: string, message = "", name = "web") => ({ ...event(id, 1, name), message });
    const { see } = world(() => ({
      events: [
        said("a", "DB_PASS=hunter2 starting"),
        said("b", begin),
        said("c", "MIIEpAIBAAKCAQEA"),
        said("d", "ready", "proxy"),
        said("e", "x4AAKCAQEA=="),
        said("f", end),
        said("g", "ready"),
      ],
    }));
    const { stdout } = await see("logs web");
    assert.deepEqual(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => line.split(" ").slice(3).join(" ")),
      [
        "web DB_PASS=[hidden] starting",
        `web ${begin ?? ""}[hidden]`,
        "web [hidden]",
        "proxy ready",
        "web [hidden]",
        "web [hidden]",
        "web ready",
      ],
    );
  });

  it("says that there are none", async () => {
    const { code, stdout, stderr } = await world(() => ({ events: [] })).see("logs web");
    assert.equal(code, 0);
    assert.equal(stdout, "");
    assert.match(
      stderr,
      /^No lines of main\/web since 2026-11-20 11:50:00Z; --since looks further/,
    );
  });

  it("says that the group is not there, or that nothing goes to CloudWatch", async () => {
    const gone = Object.assign(new Error("x"), { name: "ResourceNotFoundException" });
    const first = await world(() => {
      throw gone;
    }).see("logs web");
    assert.equal(first.code, 2);
    assert.match(first.stderr, /^✗ The log group "\/slipway\/staging\/main\/web" does not exist\./);
    const second = await world(() => ({ events: [] }), [{ name: "web" }]).see("logs web");
    assert.equal(second.code, 2);
    assert.match(second.stderr, /do not write to CloudWatch Logs/);
  });
});
