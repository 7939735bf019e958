import { CodeCommit } from "@aws-sdk/client-codecommit";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { close, freePort, listen, portOf } from "../../../test/support/servers";
import { type Gateway } from "../../gateway/gateway";
import { makeGateway } from "../../gateway/makeGateway";
import { gatewayServer } from "../../gateway/server";
import { bodyOf } from "../../gateway/upstream";
import { codeCommitModel } from "./models";

/** A rule of the fake emulator's event bus. */
export interface FakeRule {
  readonly name: string;
  readonly pattern: unknown;
  readonly state?: string;
  readonly targets: readonly Readonly<Record<string, unknown>>[];
}

/** What a target of the fake emulator received. */
export interface Received {
  readonly target: string;
  readonly body: string;
  readonly group?: string;
}

/** The gateway with its CodeCommit, on a free port, before an emulator that knows rules, queues and functions. */
export class Stand {
  readonly received: Received[] = [];
  rules: readonly FakeRule[] = [];
  /** Calls of the emulator to be answered with an error. */
  failures = 0;
  private gatewayServer: Server | undefined;
  private emulator: Server | undefined;
  private current: Gateway | undefined;
  private port = 0;
  private repositories = 0;

  private constructor(readonly folder: string) {}

  static async start(folder = mkdtempSync(join(tmpdir(), "slipway-codecommit-"))): Promise<Stand> {
    const stand = new Stand(folder);
    stand.emulator = createServer((request, response) => {
      void bodyOf(request).then((body) => {
        const { status, text } = stand.answer(
          String(request.headers["x-amz-target"] ?? ""),
          request.url ?? "",
          body.toString("utf8"),
        );
        response.writeHead(status).end(text);
      });
    });
    await stand.open();
    return stand;
  }

  /** Ends the gateway and starts another one on the same folder. */
  async restart(): Promise<void> {
    await close(this.gatewayServer);
    await this.open();
  }

  async stop(): Promise<void> {
    await this.gateway.events.settled();
    await close(this.gatewayServer);
    await close(this.emulator);
    this.gateway.calls.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  get gateway(): Gateway {
    if (this.current === undefined) {
      throw new Error("not started");
    }
    return this.current;
  }

  get origin(): string {
    return `http://localhost:${this.port}`;
  }

  client(region = "eu-west-1"): CodeCommit {
    return new CodeCommit({
      region,
      endpoint: this.origin,
      credentials: { accessKeyId: "AKIAADA", secretAccessKey: "test" },
      maxAttempts: 1,
    });
  }

  /** Makes a repository with a name of its own. What is received begins after it. */
  async newRepository(rules: readonly FakeRule[] = []): Promise<string> {
    const repositoryName = `repository${++this.repositories}`;
    this.rules = rules;
    await this.client().createRepository({ repositoryName });
    await this.events();
    this.received.length = 0;
    return repositoryName;
  }

  cloneUrl(repositoryName: string): string {
    return `${this.origin}/git-codecommit/v1/repos/${repositoryName}`;
  }

  /** Events that reached a target, after all deliveries are over. */
  async events(): Promise<readonly Readonly<Record<string, unknown>>[]> {
    await this.gateway.events.settled();
    return this.received.map(({ body }) => JSON.parse(body) as Readonly<Record<string, unknown>>);
  }

  private async open(): Promise<void> {
    const { emulator } = this;
    if (emulator === undefined) {
      throw new Error("not started");
    }
    if (!emulator.listening) {
      await listen(emulator);
    }
    this.port = await freePort();
    this.current = makeGateway({
      host: "127.0.0.1",
      port: this.port,
      emulatorPort: portOf(emulator),
      account: "000000000000",
      region: "eu-west-1",
      models: codeCommitModel(this.folder),
      instance: "slipway:test",
      calls: join(this.folder, "calls.jsonl"),
    });
    this.gatewayServer = gatewayServer(this.current);
    await listen(this.gatewayServer, this.port);
  }

  private answer(target: string, url: string, body: string): { status: number; text: string } {
    if (this.failures > 0 && !body.includes("GetCallerIdentity")) {
      this.failures--;
      return { status: 500, text: "the emulator is busy" };
    }
    return { status: 200, text: this.answerOf(target, url, body) };
  }

  private answerOf(target: string, url: string, body: string): string {
    if (body.includes("Action=GetCallerIdentity")) {
      return "<Arn>arn:aws:iam::000000000000:user/ada</Arn>";
    }
    const [, name] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(url) ?? [];
    if (name !== undefined) {
      this.received.push({ target: decodeURIComponent(name), body });
      return "";
    }
    const input = JSON.parse(body) as Readonly<Record<string, string>>;
    switch (target) {
      case "AWSEvents.ListRules": {
        // One rule a page.
        const at = Number(input["NextToken"] ?? 0);
        const Rules = this.rules.slice(at, at + 1).map(({ name: Name, pattern, state }) => ({
          Name,
          Arn: `arn:aws:events:eu-west-1:000000000000:rule/${Name}`,
          EventPattern: JSON.stringify(pattern),
          State: state ?? "ENABLED",
        }));
        const more = at + 1 < this.rules.length;
        return JSON.stringify({ Rules, ...(more && { NextToken: String(at + 1) }) });
      }
      case "AWSEvents.ListTargetsByRule":
        return JSON.stringify({
          Targets: this.rules.find(({ name: Name }) => Name === input["Rule"])?.targets ?? [],
        });
      case "AmazonSQS.GetQueueUrl":
        return JSON.stringify({ QueueUrl: `http://queues/${input["QueueName"] ?? ""}` });
      case "AmazonSQS.SendMessage":
        this.received.push({
          target: input["QueueUrl"] ?? "",
          body: input["MessageBody"] ?? "",
          ...(input["MessageGroupId"] !== undefined && { group: input["MessageGroupId"] }),
        });
        return "{}";
      default:
        throw new Error(`the fake emulator has no ${target}`);
    }
  }
}

/** A rule that takes every event of CodeCommit to a FIFO queue. */
export const toQueue: FakeRule = {
  name: "to-queue",
  pattern: { source: ["aws.codecommit"] },
  targets: [
    {
      Id: "queue",
      Arn: "arn:aws:sqs:eu-west-1:000000000000:trigger.fifo",
      SqsParameters: { MessageGroupId: "staging" },
    },
  ],
};
