import { createHash } from "node:crypto";

import { type Clients } from "../../../../cli/clients";
import { connect, type Connection } from "../../../../cli/connection";
import { formatRevision, parseRevision } from "../../../../delivery/format";
import { formatStackParameter, type StackParameter } from "../../../../delivery/stackParameter";
import { service as serviceAnswer } from "../../../support/cliFixtures";
import { type Call } from "../../../support/iam/evaluate";
import { callsOf, type Input } from "./calls";

/** What becomes of an image when it is deployed. */
export type Fate = "works" | "breaks" | "hangs" | "waits for approval" | "fails in the pipeline";

/** Where an execution comes to its end by itself. */
const endings: Partial<Record<Fate, string>> = {
  works: "Succeeded",
  "fails in the pipeline": "Failed",
};

interface Deployed {
  readonly id: string;
  readonly image: string;
  readonly createdAt: Date;
  readonly rolloutState: "COMPLETED" | "IN_PROGRESS" | "FAILED";
  /** When ECS gives it up. @default - never, or it did so at once */
  readonly failsAt?: Date;
}

type Answer = (input: Input) => unknown;

/**
 * The app main/web of a stack as the clients of the SDK see it. It deploys every commit at once, and notes what it
 * was asked as IAM would see it.
 */
export class Account {
  readonly calls: Call[] = [];
  fate: Fate = "works";
  private count = 2;
  private tags: { key: string; value: string }[] = [];
  private readonly commits: { readonly id: string; readonly text: string; readonly at: Date }[] =
    [];
  private executions: { readonly id: string; commitId: string; status: string; at: Date }[] = [];
  /** Newest first; the first one is primary. */
  private deployments: Deployed[] = [];

  constructor(
    public parameter: StackParameter,
    private readonly now: () => Date,
    /** Where the content of images is. */
    private readonly layers: string,
  ) {}

  /** What the AWS CLI calls when someone opens a shell. */
  openShell(): void {
    const input = { cluster: this.cluster, task: this.ecsArn("task", `${this.cluster}/RUNNING`) };
    this.calls.push(...callsOf("ecs", "ExecuteCommand", input));
  }

  private get cluster(): string {
    return `${this.parameter.stack}-main`;
  }

  private get primary(): Deployed | undefined {
    return this.deployments.find(({ rolloutState }) => rolloutState !== "FAILED");
  }

  private get failed(): Deployed[] {
    return this.deployments.filter(({ rolloutState }) => rolloutState === "FAILED");
  }

  private ecsArn(kind: string, name: string): string {
    return `arn:aws:ecs:eu-west-1:111122223333:${kind}/${name}`;
  }

  /** Connects as the command line does, with `--stack` or without. */
  connect(stack: string | undefined): Promise<Connection> {
    return connect({ stack }, {}, () => this.clients());
  }

  /** The app has no service: a schedule runs its tasks. */
  schedule(): void {
    const clusters = { main: { name: this.cluster, apps: { scheduled: { "/web": ["web"] } } } };
    this.parameter = { ...this.parameter, clusters };
  }

  /** Commits and deploys an image. */
  release(image: string): string {
    return this.commit(formatRevision([{ name: "web", imageUri: image }]));
  }

  /** The app's service runs another image than its head says: someone changed it by hand. */
  run(image: string): void {
    this.deployments = [this.deployment(image, "COMPLETED")];
  }

  /** Someone stopped the app, which had two tasks. */
  stop(): void {
    this.count = 0;
    this.tags = [{ key: "slipway:count-before-stop", value: "2" }];
  }

  /** New tasks of what runs; those that break run into their end a while later. */
  private restart(): void {
    const image = this.primary?.image ?? "";
    if (this.fate === "breaks") {
      const failsAt = new Date(this.now().getTime() + 10_000);
      const starting = { ...this.deployment(image, "IN_PROGRESS"), failsAt };
      this.deployments = [starting, ...this.deployments];
    } else {
      this.deploy(image);
    }
  }

  private giveUpWhatBreaks(): void {
    this.deployments = this.deployments.map((one) =>
      one.failsAt !== undefined && one.failsAt <= this.now()
        ? { ...one, rolloutState: "FAILED" }
        : one,
    );
  }

  /** The pipeline came to its end at a commit of another app. */
  startElsewhere(): void {
    const commitId = "f".repeat(40);
    this.executions.unshift({ id: "e-f", commitId, status: "Succeeded", at: this.now() });
  }

  private commit(text: string): string {
    const id = createHash("sha1").update(`${this.commits.length} ${text}`).digest("hex");
    this.commits.unshift({ id, text, at: this.now() });
    this.start(id);
    return id;
  }

  private start(commitId: string): string {
    const id = `e-${this.executions.length}`;
    const status = endings[this.fate] ?? "InProgress";
    this.executions.unshift({ id, commitId, status, at: this.now() });
    this.deploy(parseRevision(this.textAt(commitId))[0]?.imageUri ?? "");
    return id;
  }

  private deploy(image: string): void {
    if (this.fate === "works") {
      this.run(image);
    } else if (this.fate === "breaks") {
      this.deployments = [...this.deployments, this.deployment(image, "FAILED")];
    } else if (this.fate === "hangs") {
      this.deployments = [this.deployment(image, "IN_PROGRESS"), ...this.deployments];
    }
  }

  private textAt(commitId: unknown): string {
    return this.commits.find(({ id }) => id === commitId)?.text ?? "";
  }

  private deployment(image: string, rolloutState: Deployed["rolloutState"]): Deployed {
    const id = `ecs-svc/${this.now().getTime()}-${this.deployments.length}`;
    return { id, image, rolloutState, createdAt: this.now() };
  }

  private clients(): Clients {
    const client = (service: string, answers: Readonly<Record<string, Answer>>) => {
      const send = (command: { readonly input: Input }): Promise<unknown> => {
        const name = command.constructor.name.replace(/Command$/, "");
        const answer = answers[name];
        if (answer === undefined) {
          return Promise.reject(new Error(`no answer for ${service}:${name}`));
        }
        this.calls.push(...callsOf(service, name, command.input));
        return Promise.resolve().then(() => answer(command.input));
      };
      const config = { region: () => Promise.resolve("eu-west-1") };
      return () => Promise.resolve({ send, config } as never);
    };
    return {
      codeCommit: client("codecommit", this.codeCommit()),
      codePipeline: client("codepipeline", this.codePipeline()),
      ec2: client("ec2", networks),
      ecr: client("ecr", this.ecr()),
      ecs: client("ecs", { ...this.services(), ...this.tasks() }),
      elb: client("elasticloadbalancing", loadBalancing),
      iam: client("iam", {
        SimulatePrincipalPolicy: () => ({ EvaluationResults: [{ EvalDecision: "allowed" }] }),
      }),
      logs: client("logs", {
        FilterLogEvents: () => ({ events: [] }),
        GetLogEvents: () => ({ events: [{ message: "no database" }] }),
      }),
      route53: client("route53", {}),
      scheduler: client("scheduler", {
        GetSchedule: () => ({
          ScheduleExpression: "rate(1 hour)",
          State: "ENABLED",
          CreationDate: this.now(),
        }),
      }),
      secrets: client("secretsmanager", {
        DescribeSecret: () => ({ VersionIdsToStages: { v1: ["AWSCURRENT"] } }),
      }),
      ssm: client("ssm", {
        GetParameter: () => ({ Parameter: { Value: formatStackParameter(this.parameter) } }),
        GetParametersByPath: () => ({
          Parameters: [{ Name: `/slipway/${this.parameter.stack}` }],
        }),
        DescribeParameters: () => ({ Parameters: [{ Name: "/shop/token" }] }),
      }),
    };
  }

  private codeCommit(): Readonly<Record<string, Answer>> {
    return {
      GetBranch: () => ({ branch: { commitId: this.commits[0]?.id } }),
      ListFileCommitHistory: () => ({
        revisionDag: this.commits.map(({ id, at }, index) => ({
          commit: {
            commitId: id,
            message: `Release ${index}`,
            author: { name: "Ana", date: `${Math.floor(at.getTime() / 1000)} +0000` },
          },
          blobId: id,
          revisionChildren: index === 0 ? [] : [this.commits[index - 1]?.id],
        })),
      }),
      GetBlob: ({ blobId }) => ({ content: Buffer.from(this.textAt(blobId)) }),
      GetFile: ({ commitSpecifier }) => ({
        fileContent: Buffer.from(this.textAt(commitSpecifier)),
      }),
      CreateCommit: ({ putFiles }) => {
        const [file] = putFiles as readonly { readonly fileContent: Buffer }[];
        return { commitId: this.commit(file?.fileContent.toString("utf8") ?? "") };
      },
    };
  }

  private codePipeline(): Readonly<Record<string, Answer>> {
    return {
      ListPipelineExecutions: () => ({
        pipelineExecutionSummaries: this.executions.map(({ id, commitId, status, at }) => ({
          pipelineExecutionId: id,
          status,
          startTime: at,
          sourceRevisions: [{ actionName: "Revision", revisionId: commitId }],
        })),
      }),
      ListActionExecutions: () => ({
        actionExecutionDetails: ["Deploy", "Revision"].map((actionName) => ({
          stageName: actionName,
          actionName,
          status: actionName === "Deploy" ? "InProgress" : "Succeeded",
          startTime: this.executions[0]?.at,
        })),
      }),
      StartPipelineExecution: ({ sourceRevisions }) => {
        const [revision] = sourceRevisions as readonly { readonly revisionValue: string }[];
        return { pipelineExecutionId: this.start(revision?.revisionValue ?? "") };
      },
      StopPipelineExecution: ({ pipelineExecutionId }) => {
        this.executions = this.executions.map((one) =>
          one.id === pipelineExecutionId ? { ...one, status: "Stopped" } : one,
        );
        return {};
      },
      GetPipelineState: () => ({
        stageStates: [
          {
            stageName: "Approval",
            latestExecution: { pipelineExecutionId: this.executions[0]?.id },
            actionStates: [
              { actionName: "Approval", latestExecution: { status: "InProgress", token: "t" } },
            ],
          },
        ],
      }),
      PutApprovalResult: () => ({}),
    };
  }

  private ecr(): Readonly<Record<string, Answer>> {
    return {
      BatchGetImage: ({ imageIds }) => ({
        images: (imageIds as readonly object[]).map((imageId) => ({
          imageId,
          imageManifest: JSON.stringify({ config: { digest: "sha256:c0" } }),
        })),
      }),
      GetDownloadUrlForLayer: () => ({ downloadUrl: `${this.layers}/c0` }),
      GetAuthorizationToken: () => ({
        authorizationData: [{ authorizationToken: "dG9rZW4=", proxyEndpoint: this.layers }],
      }),
    };
  }

  private services(): Readonly<Record<string, Answer>> {
    const name = `${this.cluster}-web`;
    const imageIn = (definition: unknown) =>
      definition === name ? this.primary?.image : definition;
    const of = ({ createdAt }: Deployed) => `${this.cluster}/${name}/${createdAt.getTime()}`;
    const describe = () =>
      serviceAnswer("web", {
        serviceName: name,
        clusterArn: this.ecsArn("cluster", this.cluster),
        desiredCount: this.count,
        taskDefinition: this.primary?.image,
        deployments: this.deployments.map((one) => ({
          ...one,
          status: one === this.primary ? "PRIMARY" : "ACTIVE",
          taskDefinition: one.image,
          desiredCount: this.count,
          runningCount: one.rolloutState === "COMPLETED" ? this.count : 0,
          pendingCount: 0,
        })),
        loadBalancers: [{ targetGroupArn: "group", containerName: "web", containerPort: 80 }],
      });
    return {
      DescribeServices: () => {
        this.giveUpWhatBreaks();
        return { services: [describe()] };
      },
      // Here the name of a task definition is the image in it.
      DescribeTaskDefinition: ({ taskDefinition }) => ({
        taskDefinition: {
          taskDefinitionArn: imageIn(taskDefinition),
          registeredAt: this.primary?.createdAt,
          executionRoleArn: `arn:aws:iam::111122223333:role/${this.cluster}-web-eu-west-1-execution`,
          containerDefinitions: [
            {
              name: "web",
              image: imageIn(taskDefinition),
              cpu: 128,
              memory: 128,
              secrets: [
                {
                  valueFrom: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-AbCdEf",
                },
                { valueFrom: "arn:aws:ssm:eu-west-1:111122223333:parameter/shop/token" },
              ],
              logConfiguration: {
                options: {
                  "awslogs-group": `/slipway/${this.parameter.stack}/main/web`,
                  "awslogs-stream-prefix": "web",
                },
              },
            },
          ],
        },
      }),
      ListServiceDeployments: ({ status }) => {
        const isActive = (status as readonly string[]).includes("IN_PROGRESS");
        const states = isActive ? this.deployments.slice(0, 1) : this.failed;
        return {
          serviceDeployments: states.map((one) => ({
            status: isActive ? "IN_PROGRESS" : "ROLLBACK_SUCCESSFUL",
            serviceDeploymentArn: this.ecsArn("service-deployment", of(one)),
            targetServiceRevisionArn: this.ecsArn("service-revision", of(one)),
            createdAt: one.createdAt,
          })),
        };
      },
      DescribeServiceRevisions: ({ serviceRevisionArns }) => ({
        serviceRevisions: (serviceRevisionArns as readonly string[]).map((arn) => ({
          serviceRevisionArn: arn,
          taskDefinition: this.failed.find(
            (one) => this.ecsArn("service-revision", of(one)) === arn,
          )?.image,
        })),
      }),
      UpdateService: ({ desiredCount, forceNewDeployment }) => {
        this.count = (desiredCount as number | undefined) ?? this.count;
        if (forceNewDeployment === true) {
          this.restart();
        }
        return {};
      },
      ListTagsForResource: () => ({ tags: this.tags }),
      TagResource: ({ tags }) => {
        this.tags = tags as typeof this.tags;
        return {};
      },
      UntagResource: () => {
        this.tags = [];
        return {};
      },
      StopServiceDeployment: () => {
        this.deployments = this.deployments.slice(1);
        return {};
      },
    };
  }

  private tasks(): Readonly<Record<string, Answer>> {
    const task = (one: Deployed | undefined, status: string) => ({
      taskArn: this.ecsArn("task", `${this.cluster}/${status}`),
      taskDefinitionArn: one?.image,
      startedBy: one?.id,
      lastStatus: status,
      enableExecuteCommand: true,
      containers: [{ name: "web", ...(status === "STOPPED" && { exitCode: 1 }) }],
    });
    const host = this.ecsArn("container-instance", `${this.cluster}/1`);
    return {
      ListTasks: ({ desiredStatus }) => ({
        taskArns: [this.ecsArn("task", `${this.cluster}/${String(desiredStatus)}`)],
      }),
      DescribeTasks: ({ tasks }) => ({
        tasks: (tasks as readonly string[]).map((arn) =>
          arn.endsWith("STOPPED") ? task(this.failed[0], "STOPPED") : task(this.primary, "RUNNING"),
        ),
      }),
      RunTask: () => ({ tasks: [{ taskArn: this.ecsArn("task", `${this.cluster}/STOPPED`) }] }),
      ListContainerInstances: () => ({ containerInstanceArns: [host] }),
      DescribeContainerInstances: () => ({
        containerInstances: [
          {
            containerInstanceArn: host,
            attributes: [
              { name: "ecs.cpu-architecture", value: "x86_64" },
              { name: "ecs.subnet-id", value: "subnet-1" },
            ],
            remainingResources: [
              { name: "CPU", integerValue: 4096 },
              { name: "MEMORY", integerValue: 4096 },
            ],
          },
        ],
      }),
    };
  }
}

const loadBalancing: Readonly<Record<string, Answer>> = {
  DescribeTargetHealth: () => ({ TargetHealthDescriptions: [] }),
  DescribeTargetGroups: () => ({ TargetGroups: [{ LoadBalancerArns: ["balancer"] }] }),
  DescribeLoadBalancers: () => ({ LoadBalancers: [{ DNSName: "x.localhost" }] }),
  DescribeListeners: () => ({ Listeners: [{ ListenerArn: "listener", Protocol: "HTTPS" }] }),
  DescribeRules: () => ({ Rules: [] }),
  DescribeTargetGroupAttributes: () => ({ Attributes: [] }),
};

const networks: Readonly<Record<string, Answer>> = {
  DescribeSubnets: () => ({ Subnets: [{ SubnetId: "subnet-1", VpcId: "vpc-1" }] }),
  DescribeRouteTables: () => ({ RouteTables: [] }),
  DescribeVpcEndpoints: () => ({ VpcEndpoints: [] }),
};
