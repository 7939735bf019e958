import assert from "node:assert/strict";

import { type Message, readMessage } from "../../../../delivery/failure/message";
import { realCases } from "./realCases";

/** Classes of which the public reports that we found have one wording. */
const onceReported = {
  step: ["create", "dependency", "disk", "memory"],
  problem: ["canceled", "not executable", "not found or denied"],
};

const messages = realCases
  .flatMap(([, { stopped = [], events = [] }]) => [
    ...stopped.flatMap(({ stoppedReason, containers }) => [
      stoppedReason,
      ...containers.map(({ reason }) => reason),
    ]),
    ...events.map(({ message }) => message),
  ])
  .flatMap((text) => (text === undefined ? [] : (readMessage(text) ?? [])));

/** The classes of which there are fewer than two different texts. */
function thin(classOf: (message: Message) => string): string[] {
  const texts = new Map<string, Set<string>>();
  for (const message of messages) {
    const name = classOf(message);
    texts.set(name, (texts.get(name) ?? new Set()).add(message.text));
  }
  return [...texts].flatMap(([name, { size }]) => (size < 2 ? [name] : [])).sort();
}

describe("the messages that AWS really sent", () => {
  it("are two or more of each class, what was being done and what went wrong, or it is said here", () => {
    assert.ok(messages.length >= 50, String(messages.length));
    assert.deepEqual(
      thin(({ step }) => step),
      onceReported.step,
    );
    assert.deepEqual(
      thin(({ problem }) => problem),
      onceReported.problem,
    );
  });
});
