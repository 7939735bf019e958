import { randomBytes } from "node:crypto";

import { type Answer } from "../awsError";
import { type AwsRequest } from "../awsRequest";
import { type Clock } from "../clock";
import { type EventDelivery } from "../events/eventDelivery";
import { regionOf, served } from "../jsonService";
import { page } from "../pages";
import { ServiceError } from "../serviceError";
import { partOf, placeOf, serviceArn } from "./arns";
import { deploymentWatch, type DeploymentWatch } from "./deploymentWatch";
import { type EmulatorEcs } from "./emulatorEcs";
import { histories, type Histories } from "./histories";
import { type Ids, type ServiceHistory } from "./history";
import { brief, described, revision } from "./shapes";
import { type ServiceSnapshot } from "./snapshot";

/** What is needed to report deployments. */
export interface ServiceDeploymentOptions {
  /** File that remembers them; it outlives the gateway. */
  readonly file: string;
  readonly account: string;
  /** The region of calls that name none. */
  readonly region: string;
  readonly ecs: EmulatorEcs;
  /** Gives images in an answer of the emulator the names that they have on AWS. */
  readonly imagesToAws: (body: string) => string;
  readonly events: Pick<EventDelivery, "emit">;
  readonly clock: Clock;
  readonly report: (sentence: string) => void;
}

/** What the emulator's ECS lacks: events of deployments, and their history as an API. */
export interface ServiceDeployments {
  /** The answer to one of the operations served here; undefined for all others. */
  answer(request: AwsRequest, body: string): Promise<Answer | undefined>;
  /** Hears of every call of ECS that the emulator answered well. */
  note(action: string | undefined, reply: string): void;
  /** Goes on with what an earlier gateway left behind. */
  resume(): void;
}

type Input = Readonly<Record<string, unknown>>;

interface Context {
  readonly options: ServiceDeploymentOptions;
  readonly region: string;
  readonly watch: DeploymentWatch;
  readonly kept: Histories;
}

export function serviceDeployments(options: ServiceDeploymentOptions): ServiceDeployments {
  const { ecs, events, clock, report } = options;
  const kept = histories(options.file);
  const watch = deploymentWatch({
    histories: kept,
    look: (arn) => snapshot(ecs, arn),
    events,
    clock,
    ids,
    report,
  });
  return {
    resume: () => {
      watch.resume();
    },
    note: (action, reply) => {
      if (action !== "CreateService" && action !== "UpdateService") {
        return;
      }
      const { service } = JSON.parse(reply) as { readonly service?: { serviceArn?: string } };
      if (service?.serviceArn !== undefined) {
        watch.follow(service.serviceArn);
      }
    },
    answer: async (request, body) => {
      // The emulator's ECS answers the rest.
      if (operations[request.action ?? ""] === undefined) {
        return undefined;
      }
      const region = regionOf(request) ?? options.region;
      const context = () => Promise.resolve({ options, region, watch, kept });
      return served("ECS", operations, { request, body }, context, report);
    },
  };
}

const ids: Ids = {
  deployment: () => randomBytes(16).toString("base64url").replace(/[-_]/g, "0").slice(0, 21),
};

async function snapshot(ecs: EmulatorEcs, arn: string): Promise<ServiceSnapshot | undefined> {
  const { region, cluster, service } = placeOf(arn);
  try {
    const text = await ecs("DescribeServices", region, { cluster, services: [service] });
    const { services = [] } = JSON.parse(text) as { readonly services?: ServiceSnapshot[] };
    return services[0];
  } catch (error) {
    if (error instanceof ServiceError && error.code === "ClusterNotFoundException") {
      return undefined;
    }
    throw error;
  }
}

const operations: Readonly<Record<string, (context: Context, input: Input) => Promise<object>>> = {
  ListServiceDeployments: async ({ options, region, watch }, input) => {
    const last = (name: string): string =>
      (textOf(input, name) ?? "default").split("/").at(-1) ?? "";
    const arn = serviceArn({
      region,
      account: options.account,
      cluster: last("cluster"),
      service: last("service"),
    });
    const history = await watch.look(arn);
    if (history === undefined) {
      throw new ServiceError("ServiceNotFoundException", "Service not found.");
    }
    const wanted = Array.isArray(input["status"]) ? (input["status"] as string[]) : [];
    const { after = -Infinity, before = Infinity } = (input["createdAt"] ?? {}) as Readonly<
      Record<string, number | undefined>
    >;
    const found = history.deployments.filter(
      ({ status, createdAt }) =>
        (wanted.length === 0 || wanted.includes(status)) &&
        createdAt >= after &&
        createdAt <= before,
    );
    const size = typeof input["maxResults"] === "number" ? input["maxResults"] : 20;
    // The newest first.
    const { items, next } = page(
      found.reverse(),
      ({ id }) => id,
      textOf(input, "nextToken"),
      size,
      "InvalidParameterException",
    );
    return { serviceDeployments: items.map((item) => brief(history, item)), ...next };
  },
  DescribeServiceDeployments: async (context, input) => {
    const { found, failures } = await partsOf(context, input, "service-deployment");
    const serviceDeployments = found.flatMap(({ history, id }) => {
      const deployment = history.deployments.find((one) => one.id === id);
      return deployment === undefined ? [] : [described(history, deployment)];
    });
    return { serviceDeployments, failures };
  },
  DescribeServiceRevisions: async (context, input) => {
    const { found, failures } = await partsOf(context, input, "service-revision");
    const serviceRevisions = await Promise.all(
      found.flatMap(({ history, id }) => {
        const one = history.revisions.find((known) => known.id === id);
        if (one === undefined) {
          return [];
        }
        return [imagesOf(context, one.taskDefinition).then((all) => revision(history, one, all))];
      }),
    );
    return { serviceRevisions, failures };
  },
  StopServiceDeployment: async ({ options, watch, kept }, input) => {
    const arn = textOf(input, "serviceDeploymentArn") ?? "";
    const part = partOf(arn, "service-deployment");
    const history = part && (await watch.look(part.serviceArn));
    const deployment = history?.deployments.find(({ id }) => id === part?.id);
    if (part === undefined || history === undefined || deployment === undefined) {
      const sentence = "Service deployment not found.";
      throw new ServiceError("ServiceDeploymentNotFoundException", sentence);
    }
    if ((textOf(input, "stopType") ?? "ROLLBACK") !== "ROLLBACK") {
      const sentence = "Local AWS stops service deployments with ROLLBACK only.";
      throw new ServiceError("UnsupportedFeatureException", sentence);
    }
    if (deployment.status !== "IN_PROGRESS") {
      const sentence = `The service deployment is ${deployment.status}.`;
      throw new ServiceError("ConflictException", sentence);
    }
    // Known before the emulator begins, so that no look takes it for the circuit breaker's doing.
    const mark = (status: "ROLLBACK_REQUESTED" | "IN_PROGRESS"): void => {
      const now = kept.of(part.serviceArn) ?? history;
      const deployments = now.deployments.map((one) =>
        one.id === part.id && ["ROLLBACK_REQUESTED", "IN_PROGRESS"].includes(one.status)
          ? { ...one, status }
          : one,
      );
      kept.put({ ...now, deployments });
    };
    const { region, cluster, service } = placeOf(part.serviceArn);
    const stop = { cluster, service, deployment: deployment.deploymentId };
    mark("ROLLBACK_REQUESTED");
    try {
      await options.ecs("StopServiceDeployment", region, stop);
    } catch (error) {
      mark("IN_PROGRESS");
      throw error;
    }
    watch.follow(part.serviceArn);
    return { serviceDeploymentArn: arn };
  },
};

async function partsOf(
  { watch }: Context,
  input: Input,
  kind: "service-deployment" | "service-revision",
) {
  const member = kind === "service-deployment" ? "serviceDeploymentArns" : "serviceRevisionArns";
  const arns = (input[member] ?? []) as readonly string[];
  const looked = await Promise.all(
    arns.map(async (arn) => {
      const part = partOf(arn, kind);
      const history = part && (await watch.look(part.serviceArn));
      return { arn, history, id: part?.id };
    }),
  );
  const found: { readonly history: ServiceHistory; readonly id: string }[] = [];
  const failures: object[] = [];
  for (const { arn, history, id } of looked) {
    const listed = kind === "service-deployment" ? history?.deployments : history?.revisions;
    if (history !== undefined && id !== undefined && listed?.some((one) => one.id === id)) {
      found.push({ history, id });
    } else {
      failures.push({ arn, reason: "MISSING" });
    }
  }
  return { found, failures };
}

async function imagesOf(
  { options }: Context,
  taskDefinition: string,
): Promise<readonly { readonly name: string; readonly image: string }[]> {
  const [, , , region = ""] = taskDefinition.split(":");
  const text = await options.ecs("DescribeTaskDefinition", region, { taskDefinition });
  const { taskDefinition: found } = JSON.parse(options.imagesToAws(text)) as {
    readonly taskDefinition: {
      readonly containerDefinitions?: { readonly name: string; readonly image: string }[];
    };
  };
  return found.containerDefinitions ?? [];
}

function textOf(input: Input, name: string): string | undefined {
  const value = input[name];
  return typeof value === "string" ? value : undefined;
}
