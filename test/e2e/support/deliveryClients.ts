import { CodeCommit, type CreateCommitOutput } from "@aws-sdk/client-codecommit";
import { CodePipeline, type PipelineExecutionSummary } from "@aws-sdk/client-codepipeline";

import { until } from "../../support/until";

/** The deployment repository and the pipelines of one branch on one local AWS. */
export function deliveryClients(endpoint: string, branch: string, repository = "deployment") {
  const settings = {
    endpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  };
  const codeCommit = new CodeCommit(settings);
  const codePipeline = new CodePipeline(settings);
  const pipelineOf = (app: string): string => `${repository}-${branch}-${app.replace("/", "-")}`;
  const executions = async (app: string): Promise<readonly PipelineExecutionSummary[]> => {
    const { pipelineExecutionSummaries = [] } = await codePipeline.listPipelineExecutions({
      pipelineName: pipelineOf(app),
      maxResults: 100,
    });
    return pipelineExecutionSummaries;
  };
  const head = async (): Promise<string | undefined> => {
    const { branch: found } = await codeCommit.getBranch({
      repositoryName: repository,
      branchName: branch,
    });
    return found?.commitId;
  };
  return {
    codeCommit,
    codePipeline,
    pipelineOf,
    executions,
    head,
    /** One commit that writes the `revision.json` of these apps. */
    commit: async (
      images: Readonly<Record<string, string>>,
      message: string,
    ): Promise<CreateCommitOutput> =>
      codeCommit.createCommit({
        repositoryName: repository,
        branchName: branch,
        parentCommitId: await head(),
        commitMessage: message,
        putFiles: Object.entries(images).map(([app, imageUri]) => ({
          filePath: `${app}/revision.json`,
          fileContent: Buffer.from(revisionOf(app, imageUri)),
        })),
      }),
    /** Waits until the execution that an app's first commit started has deployed. */
    begun: (app: string): Promise<PipelineExecutionSummary> =>
      until("the first execution", async () => {
        const [first] = await executions(app);
        return first?.status === "Succeeded" ? first : undefined;
      }),
    /** Waits until an app's execution at a commit has ended, and says how. */
    ended: (app: string, commitId: string, seconds = 120): Promise<string> =>
      until(
        `the end of ${app} at ${commitId}`,
        async () => {
          const { status } =
            (await executions(app)).find(({ sourceRevisions = [] }) =>
              sourceRevisions.some(({ revisionId }) => revisionId === commitId),
            ) ?? {};
          return status === undefined || ["InProgress", "Stopping"].includes(status)
            ? undefined
            : status;
        },
        { seconds },
      ),
  };
}

export type DeliveryClients = ReturnType<typeof deliveryClients>;

/** The file of an app whose container is named after it, as a person would write it. */
export function revisionOf(app: string, imageUri: string): string {
  return `${JSON.stringify([{ name: app.split("/")[1], imageUri }], undefined, 2)}\n`;
}
