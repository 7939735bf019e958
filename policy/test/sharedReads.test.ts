import { type ResourceValidationArgs, type StackValidationArgs } from "@pulumi/policy";
import * as server from "@pulumi/policy/server";
import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
  type RemediateResponse,
  AnalyzeRequest,
  AnalyzerResource,
  AnalyzerResourceOptions,
  AnalyzeStackRequest,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import assert from "node:assert/strict";

import { rules } from "../pack";
import { policiesOf } from "../policies";
import { shareReads } from "../sharedReads";
import { unknownText } from "./engine";

type Answer = (
  call: object,
  answer: (error: unknown, response?: { getDiagnosticsList(): readonly object[] }) => void,
) => Promise<void>;
type Make = (pack: string, version: string, level: string, policies: readonly object[]) => Answer;

/** The parts of the SDK that answer the engine; their types are not published. */
const { makeAnalyzeRpcFun, makeAnalyzeStackRpcFun, makeRemediateRpcFun } = server as unknown as {
  readonly makeAnalyzeRpcFun: Make;
  readonly makeAnalyzeStackRpcFun: Make;
  readonly makeRemediateRpcFun: Make;
};

async function ask(make: Make, request: object, policies: readonly object[]): Promise<void> {
  await make(
    "pack",
    "1.0.0",
    "mandatory",
    policies,
  )({ request }, (error) => {
    assert.equal(error ?? undefined, undefined);
  });
}

const inputs = { known: "value", hidden: unknownText };
const policy = (name: string, rest: object) => ({ name, description: name, ...rest });

describe("the reads that all policies share", () => {
  before(shareReads);

  it("read the engine's message once, and still guard what is not known", async () => {
    const seen: ResourceValidationArgs["props"][] = [];
    const validateResource = ({ props }: ResourceValidationArgs) => void seen.push(props);
    const request = about(new AnalyzeRequest());
    let reads = 0;
    const message = request.getProperties() ?? assert.fail();
    const read = message.toJavaScript.bind(message);
    message.toJavaScript = () => {
      reads += 1;
      return read();
    };
    const names = ["first", "second"];
    await ask(
      makeAnalyzeRpcFun,
      request,
      names.map((name) => policy(name, { validateResource })),
    );
    assert.equal(reads, 1);
    assert.deepEqual(
      seen.map(({ known }) => known as unknown),
      ["value", "value"],
    );
    assert.throws(() => seen[1]?.["hidden"] as unknown, /can't be known during preview/);
  });

  it("hand the resources of the stack to the first policy alone", async () => {
    const seen: (readonly string[])[] = [];
    const validateStack = ({ resources }: StackValidationArgs) =>
      void seen.push(resources.map(({ name }) => name));
    const request = new AnalyzeStackRequest();
    request.setResourcesList([about(new AnalyzerResource())]);
    const names = ["first", "second"];
    await ask(
      makeAnalyzeStackRpcFun,
      request,
      names.map((name) => policy(name, { validateStack })),
    );
    assert.deepEqual(seen, [["web"], []]);
  });

  /** Names of the policies of the pack that report something about a stack with one resource. */
  async function reportedAbout(type: string): Promise<readonly string[]> {
    const request = new AnalyzeStackRequest();
    request.setResourcesList([about(new AnalyzerResource()).setType(type)]);
    const reported: unknown[] = [];
    await makeAnalyzeStackRpcFun(
      "pack",
      "1.0.0",
      "mandatory",
      policiesOf(rules, () => new Date()),
    )({ request }, (error, response) => {
      assert.equal(error, undefined);
      reported.push(...(response?.getDiagnosticsList() ?? []));
    });
    return reported.map((one) => (one as { getPolicyname(): string }).getPolicyname());
  }

  it("leave nothing out of what the policies of the pack report about a stack", async () => {
    assert.deepEqual(await reportedAbout("aws:s3/bucket:Bucket"), [
      "bucket-blocks-public-access",
      "bucket-only-over-tls",
      "bucket-versions",
      "bucket-encryption-declared",
      "bucket-lifecycle",
    ]);
  });

  it("let a stack pass that no rule about stacks is about", async () => {
    assert.deepEqual(await reportedAbout("aws:sqs/queue:Queue"), []);
  });

  it("make nothing of the call that could change a resource: no policy of the pack does", async () => {
    const policies = policiesOf(rules, () => new Date());
    assert.deepEqual(
      policies.filter((one) => "remediateResource" in one),
      [],
    );
    const { requestDeserialize } = AnalyzerService.remediate;
    const unread = requestDeserialize(Buffer.from(about(new AnalyzeRequest()).serializeBinary()));
    assert.deepEqual([unread.getUrn(), unread.getProperties()], ["", undefined]);
    const answered: unknown[] = [];
    await makeRemediateRpcFun(
      "pack",
      "1.0.0",
      "mandatory",
      policies,
    )({ request: unread }, (...answer) => answered.push(...answer));
    const [error, response] = answered as [unknown, RemediateResponse];
    assert.equal(error, undefined);
    assert.deepEqual(response.getRemediationsList(), []);
  });

  it("read what the engine asks for an answer about", () => {
    const asked = about(new AnalyzeRequest());
    const read = AnalyzerService.analyze.requestDeserialize(Buffer.from(asked.serializeBinary()));
    assert.equal(read.getUrn(), asked.getUrn());
  });
});

function about<M extends AnalyzeRequest | AnalyzerResource>(message: M): M {
  message.setType("aws:ecs/service:Service");
  message.setUrn("urn:pulumi:test::test::aws:ecs/service:Service::web");
  message.setName("web");
  message.setProperties(Struct.fromJavaScript(inputs));
  message.setOptions(new AnalyzerResourceOptions());
  return message;
}
