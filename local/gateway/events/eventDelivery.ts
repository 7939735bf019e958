import { type Faults } from "../faults";
import { type AwsEvent } from "./awsEvent";
import { type EventBus, type Rule, type Target } from "./eventBus";
import { matches } from "./pattern";
import { targetInput } from "./targetInput";

/** Takes events of AWS's own services to the targets of the rules that match them. */
export interface EventDelivery {
  /** Returns at once: whoever caused the event does not wait for its delivery, and learns nothing of it. */
  emit(event: AwsEvent): void;
  /** When all that was emitted is delivered or given up. */
  settled(): Promise<void>;
}

/** What a delivery needs; the clock is a test's own. */
export interface DeliveryParts {
  readonly bus: EventBus;
  readonly faults: Pick<Faults, "take">;
  readonly report: (sentence: string) => void;
  /** @default - a timer */
  readonly wait?: (milliseconds: number) => Promise<void>;
}

/** Tries of one delivery, each wait twice the one before. */
const attempts = 6;
const firstWaitMs = 100;
/** How late a delayed event comes: after those that followed it. */
const delayMs = 3000;

/**
 * Delivery as EventBridge promises it: best effort, retried, in no order. What fails for good goes to the target's
 * dead-letter queue, if it has one. A test loses, doubles or delays the next event by a fault of the service
 * `events`, action `Deliver`, with the code `Lost`, `Doubled` or `Delayed`.
 */
export function eventDelivery({ bus, faults, report, wait = sleep }: DeliveryParts): EventDelivery {
  const running = new Set<Promise<void>>();

  const retried = async <T>(call: () => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await call();
      } catch (error) {
        if (attempt >= attempts) {
          throw error;
        }
        await wait(firstWaitMs * 2 ** (attempt - 1));
      }
    }
  };

  const deliver = async (rule: Rule, target: Target, event: AwsEvent): Promise<void> => {
    const body = targetInput(target, rule, event);
    try {
      await retried(() => handOver(bus, target, body));
    } catch (error) {
      report(`The event ${event.id} did not reach ${target.Arn}: ${messageOf(error)}`);
      const queue = target.DeadLetterConfig?.Arn;
      if (queue !== undefined) {
        await bus.sendMessage(queue, body);
      }
    }
  };

  const deliverToAll = async (event: AwsEvent): Promise<void> => {
    const rules = await retried(() => bus.rules());
    await Promise.all(
      rules
        .filter((rule) => wants(rule, event, report))
        .map(async (rule) => {
          const targets = await retried(() => bus.targets(rule.Name));
          await Promise.all(targets.map((target) => deliver(rule, target, event)));
        }),
    );
  };

  const run = (event: AwsEvent, before: Promise<void> = Promise.resolve()): void => {
    const work = before
      .then(() => deliverToAll(event))
      .catch((error: unknown) => {
        report(`The event ${event.id} was not delivered: ${messageOf(error)}`);
      })
      .finally(() => running.delete(work));
    running.add(work);
  };

  return {
    emit: (event) => {
      const fault = faults.take("events", "Deliver", JSON.stringify(event));
      if (fault?.code === "Lost") {
        return;
      }
      run(event, fault?.code === "Delayed" ? wait(delayMs) : undefined);
      if (fault?.code === "Doubled") {
        run(event);
      }
    },
    settled: async () => {
      while (running.size > 0) {
        await Promise.all(running);
      }
    },
  };
}

function wants(rule: Rule, event: AwsEvent, report: (sentence: string) => void): boolean {
  if (rule.EventPattern === undefined || rule.EventPattern === "") {
    return false;
  }
  if (rule.State !== undefined && !rule.State.startsWith("ENABLED")) {
    return false;
  }
  try {
    return matches(JSON.parse(rule.EventPattern), event);
  } catch (error) {
    // One rule that cannot be read must not stop the others.
    report(`The rule "${rule.Name}" was passed over: ${messageOf(error)}`);
    return false;
  }
}

function handOver(bus: EventBus, target: Target, body: string): Promise<void> {
  const [, , service = ""] = target.Arn.split(":");
  switch (service) {
    case "sqs":
      return bus.sendMessage(target.Arn, body, target.SqsParameters?.MessageGroupId);
    case "lambda":
      return bus.invoke(target.Arn, body);
    case "sns":
      return bus.publish(target.Arn, body);
    case "codepipeline":
      return target.RoleArn === undefined
        ? Promise.reject(new Error("a pipeline is started with a role, and the target has none"))
        : bus.startPipeline(target.Arn, target.RoleArn);
    default:
      return Promise.reject(
        new Error(
          `local AWS delivers to queues, functions, topics and pipelines, not to ${service}`,
        ),
      );
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
