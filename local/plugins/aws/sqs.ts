import { type Clients } from "../clients";
import { sameJson, samePolicy } from "../equivalence";
import { unlessGone } from "../provider/failure";
import { type Properties, type ResourceEntry } from "../resourceEntry";
import { observed, record, required, tagChanges, text } from "./shapes";

/** The attribute of SQS that holds an input; the API knows texts only. */
const attributes: Readonly<Record<string, { readonly name: string; readonly fallback: unknown }>> =
  {
    contentBasedDeduplication: { name: "ContentBasedDeduplication", fallback: false },
    delaySeconds: { name: "DelaySeconds", fallback: 0 },
    fifoQueue: { name: "FifoQueue", fallback: false },
    maxMessageSize: { name: "MaximumMessageSize", fallback: 1_048_576 },
    messageRetentionSeconds: { name: "MessageRetentionPeriod", fallback: 345_600 },
    receiveWaitTimeSeconds: { name: "ReceiveMessageWaitTimeSeconds", fallback: 0 },
    redrivePolicy: { name: "RedrivePolicy", fallback: undefined },
    sqsManagedSseEnabled: { name: "SqsManagedSseEnabled", fallback: true },
    visibilityTimeoutSeconds: { name: "VisibilityTimeout", fallback: 30 },
  };

const gone = ["QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue"];

const queue: ResourceEntry = {
  type: "aws:sqs/queue:Queue",
  inputs: [...Object.keys(attributes), "name", "tags"],
  replaceOn: ["fifoQueue", "name"],
  computed: ["arn", "redrivePolicy", "sqsManagedSseEnabled", "tagsAll", "url"],
  defaults: Object.fromEntries(
    Object.entries(attributes)
      .filter(([name]) => !["redrivePolicy", "sqsManagedSseEnabled"].includes(name))
      .map(([name, { fallback }]) => [name, fallback]),
  ),
  autoName: {
    property: "name",
    maxLength: 80,
    // Written at the check, as the real provider does: a name that changed at its creation would be
    // taken for one that the program gave, and the next preview would replace the queue.
    ending: ({ fifoQueue }) => (fifoQueue === true ? ".fifo" : ""),
  },
  equivalent: { redrivePolicy: sameJson },
  create: async (clients, inputs) => {
    const sqs = await clients.sqs();
    const { QueueUrl } = await sqs.createQueue({
      QueueName: required(inputs, "name"),
      Attributes: attributeTexts(inputs, {}),
      tags: texts(inputs["tagsAll"]),
    });
    return required({ QueueUrl }, "QueueUrl");
  },
  read: async (clients, id, known) => {
    const sqs = await clients.sqs();
    const answer = await unlessGone(
      () => sqs.getQueueAttributes({ QueueUrl: id, AttributeNames: ["All"] }),
      ...gone,
    );
    if (answer === undefined) {
      return undefined;
    }
    const { Tags } = await sqs.listQueueTags({ QueueUrl: id });
    const found: Properties = { ...answer.Attributes };
    return observed({
      ...Object.fromEntries(
        Object.entries(attributes).map(([input, { name, fallback }]) => [
          input,
          valueOf(found[name], known[input] ?? fallback, fallback),
        ]),
      ),
      arn: found["QueueArn"],
      name: id.slice(id.lastIndexOf("/") + 1),
      url: id,
      tagsAll: Tags ?? {},
    });
  },
  update: async (clients, id, inputs, previous) => {
    const sqs = await clients.sqs();
    const Attributes = attributeTexts(inputs, previous);
    if (Object.keys(Attributes).length > 0) {
      await sqs.setQueueAttributes({ QueueUrl: id, Attributes });
    }
    const { removed, written } = tagChanges(previous["tagsAll"], inputs["tagsAll"]);
    if (removed.length > 0) {
      await sqs.untagQueue({ QueueUrl: id, TagKeys: removed });
    }
    if (Object.keys(written).length > 0) {
      await sqs.tagQueue({ QueueUrl: id, Tags: written });
    }
  },
  delete: async (clients, id) => {
    const sqs = await clients.sqs();
    await unlessGone(() => sqs.deleteQueue({ QueueUrl: id }), ...gone);
  },
};

const queuePolicy: ResourceEntry = {
  type: "aws:sqs/queuePolicy:QueuePolicy",
  inputs: ["policy", "queueUrl"],
  replaceOn: ["queueUrl"],
  computed: [],
  equivalent: { policy: samePolicy },
  create: async (clients, inputs) => {
    const url = required(inputs, "queueUrl");
    await setPolicy(clients, url, required(inputs, "policy"));
    return url;
  },
  read: async (clients, id) => {
    const sqs = await clients.sqs();
    const answer = await unlessGone(
      () => sqs.getQueueAttributes({ QueueUrl: id, AttributeNames: ["Policy"] }),
      ...gone,
    );
    const policy = text(answer?.Attributes?.Policy);
    return policy === undefined ? undefined : { policy, queueUrl: id };
  },
  update: async (clients, id, inputs) => {
    await setPolicy(clients, id, required(inputs, "policy"));
  },
  delete: async (clients, id) => {
    await unlessGone(() => setPolicy(clients, id, ""), ...gone);
  },
};

async function setPolicy(clients: Clients, QueueUrl: string, Policy: string): Promise<void> {
  const sqs = await clients.sqs();
  await sqs.setQueueAttributes({ QueueUrl, Attributes: { Policy } });
}

/** The attributes to write; those of a queue without order may not be sent at all. */
function attributeTexts(inputs: Properties, previous: Properties): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes)
      .filter(([input]) => inputs[input] !== undefined && inputs[input] !== previous[input])
      .filter(([input]) => !isOrder(input) || inputs[input] === true)
      .map(([input, { name }]) => [name, String(inputs[input])]),
  );
}

function isOrder(input: string): boolean {
  return input === "fifoQueue" || input === "contentBasedDeduplication";
}

/** A text of SQS in the type of the input; what the emulator leaves out is as it was asked for. */
function valueOf(found: unknown, known: unknown, fallback: unknown): unknown {
  if (typeof found !== "string") {
    return known;
  }
  if (typeof fallback === "boolean") {
    return found === "true";
  }
  return typeof fallback === "number" ? Number(found) : found;
}

function texts(tags: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record(tags)).map(([key, value]) => [key, String(value)]),
  );
}

export const entries: readonly ResourceEntry[] = [queue, queuePolicy];
