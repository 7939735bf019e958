import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { serviceName, typeToken } from "../../../aws/naming";
import { type EcsCluster } from "../../cluster/ecsCluster";
import { type LoadBalancer } from "../../loadBalancer/loadBalancer";
import { appUrl } from "../service/appUrl";
import { serviceTimeouts } from "../service/deploymentTime";
import { WebTarget } from "../service/httpIngress";
import { type TaskNetwork, taskNetwork } from "../service/taskNetwork";
import { AppTask, type AppTaskArgs, placeOf, renderedDefinition } from "../task/taskDefinition";
import { stopTimeoutOf, type TaskSettings } from "../task/taskSettings";
import { webAppProblem } from "./webProblem";

/** A web app in the words of the configuration. */
export interface WebAppSettings extends TaskSettings {
  /** Port that the container listens on, 1 to 65535. */
  readonly port: number;
  /** Tasks to keep running, 0 or more. */
  readonly count: number;
  /** Which requests go to this app: at most five paths and hosts together. */
  readonly route: { readonly paths: readonly string[]; readonly hosts: readonly string[] };
  /** How the balancer asks whether a task is well. */
  readonly healthCheck: {
    readonly path: string;
    /** 5 to 300, above the time-out. A new task needs one passing check, so short is quick. */
    readonly intervalSeconds: number;
    readonly timeoutSeconds: number;
    readonly healthyThreshold: number;
    readonly unhealthyThreshold: number;
    /** Status codes that count as well, such as `200` or `200-299`. */
    readonly matcher: string;
    /** Seconds after a task's start in which failing checks do not count. */
    readonly graceSeconds: number;
  };
  /** Seconds that a stopping task may finish its requests, 0 to 3600. */
  readonly deregistrationDelaySeconds: number;
  readonly deploy: {
    /** Only rolling deployments are made by this component. @default "rolling" */
    readonly strategy?: string;
    readonly minimumHealthyPercent: number;
    readonly maximumPercent: number;
    /** Minutes after which a deployment has failed. */
    readonly timeoutMinutes: number;
  };
}

/** Arguments of {@link WebApp}. */
export interface WebAppArgs extends Omit<AppTaskArgs, "task" | "port" | "cluster"> {
  readonly app: WebAppSettings;
  readonly cluster: Pick<
    EcsCluster,
    "arn" | "name" | "launch" | "architecture" | "account" | "capacityProviderStrategies" | "ready"
  >;
  readonly loadBalancer: Pick<LoadBalancer, "arn" | "listenerArn" | "securityGroupId" | "url">;
  readonly network: TaskNetwork;
  /** Place among the balancer's rules, 1 to 50000, lowest first; see listenerPriorities.ts. */
  readonly priority: number;
}

/** An HTTP service behind the cluster's load balancer. */
export class WebApp extends pulumi.ComponentResource {
  /** Where a person finds the app. */
  public readonly url: pulumi.Output<string>;
  /** Physical name of the service and of its task definition's family. */
  public readonly serviceName: string;
  public readonly taskDefinitionArn: pulumi.Output<string>;
  public readonly targetGroupArn: pulumi.Output<string>;
  /** The app's two roles; whoever starts its tasks must be allowed to pass them. */
  public readonly executionRoleArn: pulumi.Output<string>;
  public readonly taskRoleArn: pulumi.Output<string>;
  /** For those who must wait until the app is served. */
  public readonly nodes: { readonly service: aws.ecs.Service };

  constructor(name: string, args: WebAppArgs, opts?: pulumi.ComponentResourceOptions) {
    const { app, cluster, identity, loadBalancer } = args;
    const taskArgs = { ...args, task: app, port: app.port };
    const problem = webAppProblem(app, args.priority, placeOf(taskArgs));
    super(typeToken("app", "WebApp"), name, registeredInputs(args, problem), opts);
    if (problem !== undefined) {
      throw new pulumi.ResourceError(`App "${identity.app}": ${problem}`, this);
    }
    const physicalName = serviceName(identity.stack, identity.cluster, identity.app);

    const task = new AppTask(`${name}-task`, taskArgs, { parent: this });
    const target = new WebTarget(
      `${name}-target`,
      {
        identity,
        app,
        targetType: cluster.launch === "ec2" ? "instance" : "ip",
        vpcId: args.network.vpcId,
        loadBalancerArn: loadBalancer.arn,
        listenerArn: loadBalancer.listenerArn,
        priority: args.priority,
      },
      { parent: this },
    );
    const ownNetwork = cluster.launch === "ec2" ? undefined : taskNetwork(name, args, this);
    const service = new aws.ecs.Service(
      `${name}-service`,
      {
        name: physicalName,
        cluster: cluster.arn,
        taskDefinition: task.taskDefinitionArn,
        desiredCount: app.count,
        capacityProviderStrategies: cluster.capacityProviderStrategies,
        // Else the provider deletes the service and makes a new one when its capacity changes.
        forceNewDeployment: true,
        ...(ownNetwork === undefined
          ? { orderedPlacementStrategies: placement }
          : { networkConfiguration: ownNetwork.configuration }),
        availabilityZoneRebalancing: app.deploy.maximumPercent > 100 ? "ENABLED" : "DISABLED",
        loadBalancers: [
          { targetGroupArn: target.arn, containerName: identity.app, containerPort: app.port },
        ],
        healthCheckGracePeriodSeconds: app.healthCheck.graceSeconds,
        deploymentMinimumHealthyPercent: app.deploy.minimumHealthyPercent,
        deploymentMaximumPercent: app.deploy.maximumPercent,
        deploymentCircuitBreaker: { enable: true, rollback: true },
        propagateTags: "SERVICE",
        enableEcsManagedTags: true,
        // An update that ends well means that the app runs, the very first one above all.
        waitForSteadyState: true,
      },
      {
        parent: this,
        customTimeouts: timeoutsOf(app),
        // ECS refuses a target group without a rule, and hangs while draining without permissions.
        dependsOn: [target, ...task.ready, ...cluster.ready, ...(ownNetwork?.rules ?? [])],
      },
    );

    this.url = pulumi
      .all([loadBalancer.url, service.id])
      .apply(([url]) => appUrl(url, app.route.hosts, app.route.paths));
    this.nodes = { service };
    this.serviceName = physicalName;
    this.taskDefinitionArn = task.taskDefinitionArn;
    this.targetGroupArn = target.arn;
    this.executionRoleArn = task.executionRoleArn;
    this.taskRoleArn = task.taskRoleArn;
    const { url, taskDefinitionArn, targetGroupArn, executionRoleArn, taskRoleArn } = this;
    this.registerOutputs({
      url,
      serviceName: physicalName,
      taskDefinitionArn,
      targetGroupArn,
      executionRoleArn,
      taskRoleArn,
    });
  }
}

/** What policies see of the app, with every image that is not the configuration's as "pending". */
function registeredInputs(args: WebAppArgs, problem: string | undefined): pulumi.Inputs {
  const { identity, app, cluster, priority } = args;
  const definition =
    problem === undefined ? renderedDefinition({ ...args, task: app, port: app.port }) : undefined;
  return { ...identity, settings: app, priority, launch: cluster.launch, definition };
}

function timeoutsOf(app: WebAppSettings) {
  return serviceTimeouts({ ...app, ...app.deploy, stopTimeoutSeconds: stopTimeoutOf(app) });
}

/** Copies of an app in different zones; within a zone as few hosts as possible, so that empty ones can go. */
const placement: aws.types.input.ecs.ServiceOrderedPlacementStrategy[] = [
  { type: "spread", field: "attribute:ecs.availability-zone" },
  { type: "binpack", field: "memory" },
];
