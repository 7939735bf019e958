import { type Cause } from "./cause";

/** What CodePipeline's actions say of themselves: its source from CodeCommit, its deploy action for ECS. */
const readings: readonly (readonly [RegExp, (match: RegExpExecArray) => Cause])[] = [
  [
    /(?:service role|provided role|action role|role) .{0,200}(?:sufficient permissions|permissions required) to access (?:the )?(?:AWS )?(\w+)/i,
    ([, service = "AWS"]) => ({
      sentence: `The role of the pipeline may not do what the action needs in ${service}: CodePipeline does not say which call was refused.`,
      remedy:
        "The stack grants what is needed (iam:PassRole and ecs:TagResource, too), so the role was changed outside of it: run pulumi up --refresh. CloudTrail names the call that was refused.",
    }),
  ],
  [
    /not authorized to perform: ([a-z-]{2,32}:[A-Za-z]{2,64})/,
    ([, call = ""]) => ({
      sentence: `The role of the pipeline may not call ${call}.`,
      remedy:
        "The stack grants what is needed, so the role was changed outside of it: run pulumi up --refresh.",
    }),
  ],
  [
    /Did not find the image definition file (\S{1,512})/i,
    ([, file = "revision.json"]) => ({
      sentence: `The commit has no file ${file}, which says what runs.`,
      remedy:
        "It is <cluster>/<app>/revision.json, and it was moved or deleted by a push: release again, which writes it.",
    }),
  ],
  [
    /image definition file (\S{1,512}) .{0,40}invalid JSON|invalid JSON format|not valid JSON/i,
    ([, file = "revision.json"]) => ({
      sentence: `The file ${file} of the commit is not the JSON that says what runs.`,
      remedy:
        'It must be [{"name": "<container>", "imageUri": "<image>"}]: slipway diff names the fault; release again, which writes it.',
    }),
  ],
  [
    /container (\S{1,255}) does not exist/i,
    ([, container = ""]) => ({
      sentence: `The commit names the container "${container}", which the running task definition does not have.`,
      remedy:
        "A container's name is the app's key: mend it in revision.json, or run pulumi up first if the container is new.",
    }),
  ],
  [
    /Unable to access the artifact|artifact .{0,200}(?:not found|does not exist|access denied)/i,
    () => ({
      sentence:
        "The pipeline cannot read its artifact: the bucket, its key or the role was changed.",
      remedy: "pulumi up --refresh puts all three right; then release again.",
    }),
  ],
  [
    /ServiceNotFound|ServiceNotActive|service .{0,255}(?:not found|was not found|is not active|inactive|does not exist)/i,
    () => ({
      sentence: "The service that the pipeline deploys to does not exist any more.",
      remedy: "pulumi up --refresh makes it again; then release again.",
    }),
  ],
  [
    /ClusterNotFound|cluster .{0,255}not found/i,
    () => ({
      sentence: "The cluster that the pipeline deploys to does not exist any more.",
      remedy: "pulumi up --refresh makes it again; then release again.",
    }),
  ],
  [
    /no branch named|branch .{0,256}(?:not found|does not exist)|BranchDoesNotExist|RepositoryDoesNotExist|repository .{0,256}does not exist|RevisionUnavailable|revision .{0,80}unavailable/i,
    () => ({
      sentence:
        "The source of the pipeline is gone: its repository, branch or commit does not exist.",
      remedy:
        "A branch that was deleted or rewritten loses the commit: release again, which commits again.",
    }),
  ],
  [
    /RevisionOutOfSync|out of sync/i,
    () => ({
      sentence: "The commit is not the newest of the branch any more.",
      remedy: "The newest one is deployed next; slipway status shows it.",
    }),
  ],
  [
    /Throttling|Rate exceeded|TooManyRequests/i,
    () => ({
      sentence: "AWS refused calls of the pipeline because there were too many (throttling).",
      remedy: "Release again in a few minutes.",
    }),
  ],
  [
    /InvalidParameterException|ClientException|Invalid action configuration/i,
    () => ({
      sentence: "ECS refused the task definition that the pipeline wanted to register.",
      remedy: "The message above says why; pulumi up --refresh puts the definition right.",
    }),
  ],
  [
    /internal (?:service )?error|InternalError|SystemUnavailable|service unavailable|try again/i,
    () => ({
      sentence: "The action failed through a fault of AWS.",
      remedy: "Release again; if it persists, look at the AWS Health Dashboard.",
    }),
  ],
];

const timeOut = /timed? ?out|did not (?:stabilize|complete) within|exceeded the .{0,40}time/i;

/** Why an action failed by itself; undefined where it failed with the deployment that it waited for. */
export function pipelineCause(message: string): Cause | undefined {
  for (const [said, cause] of readings) {
    const match = said.exec(message);
    if (match !== null) {
      return cause(match);
    }
  }
  return undefined;
}

/** Why it took too long, where nothing else is known. */
export function timeOutCause(message: string): Cause | undefined {
  return timeOut.test(message)
    ? {
        sentence: "The service was not steady within the time that the pipeline gives it.",
        remedy:
          "Raise deploy.timeoutMinutes of the app if its tasks take that long, and look at the events below for what they waited for.",
      }
    : undefined;
}
