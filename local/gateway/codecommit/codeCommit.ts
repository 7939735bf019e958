import { type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";

import { type Answer } from "../awsError";
import { type AwsRequest } from "../awsRequest";
import { callerOfRequest, gitCaller, type Caller } from "../caller";
import { awsEvent } from "../events/awsEvent";
import { perRegion, regionOf, served, type ServiceOptions } from "../jsonService";
import { repositoryArn, type Call } from "./call";
import { GitError } from "./git";
import { operations } from "./operations";
import { referenceEvent } from "./referenceEvents";
import { adoptDefaultBranch, referenceChanges, references } from "./references";
import { repositories, type Repository } from "./repositories";
import { answerGit, gitBody, gitRequest, refuse } from "./smartHttp";

/** Where and for whom CodeCommit is stood in for. */
export interface CodeCommitOptions extends ServiceOptions {
  /** Beginning of clone addresses, `http://localhost:<port>`. */
  readonly origin: string;
}

/** CodeCommit on this machine: its API and its git, over real git repositories. */
export interface CodeCommit {
  answer(request: AwsRequest, body: string): Promise<Answer>;
  /** Serves git's own HTTP protocol below `/git-codecommit/v1/repos/`. */
  serveGit(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** The bare git repository of this name; for the stand-in of the pipeline, which reads a commit as a whole. */
  folderOf(repositoryName: string): string | undefined;
}

export function codeCommit(options: CodeCommitOptions): CodeCommit {
  const repositoriesOf = perRegion((region) => repositories(join(options.folder, region)));
  const callOf = (region: string, caller: Caller): Call => {
    const { account, origin } = options;
    const known = repositoriesOf(region);
    return {
      repositories: known,
      caller,
      account,
      region,
      origin,
      changing: (repository, work) =>
        known.exclusively(repository, async () => {
          const before = await references(repository);
          const result = await work();
          await adoptDefaultBranch(repository);
          const changes = referenceChanges(before, await references(repository));
          for (const change of changes) {
            options.events.emit(
              awsEvent(referenceEvent(originOf({ account, region, caller }, repository), change)),
            );
          }
          return result;
        }),
    };
  };

  return {
    answer: (request, body) => {
      const call = async () => {
        const caller = await callerOfRequest(request, options.callerOf);
        return callOf(regionOf(request) ?? options.region, caller);
      };
      return served("CodeCommit", operations, { request, body }, call, options.report);
    },
    serveGit: async (request, response) => {
      const asked = gitRequest(request.method, request.url ?? "/");
      if (asked === undefined) {
        refuse(response, 404, "This address is none of git's smart HTTP protocol.");
        return;
      }
      const repository = repositoriesOf(options.region).find(asked.repositoryName);
      if (repository === undefined) {
        refuse(response, 404, `The repository ${asked.repositoryName} does not exist.`);
        return;
      }
      const body = await gitBody(request);
      const { authorization } = request.headers;
      const caller = await gitCaller(authorization, options.account, options.callerOf);
      const work = () => answerGit(repository, asked, request.headers, body);
      const pushes = asked.service === "git-receive-pack" && !asked.advertisement;
      try {
        const answer = pushes
          ? await callOf(options.region, caller).changing(repository, work)
          : await work();
        const headers = { "content-type": answer.contentType, "cache-control": "no-cache" };
        response.writeHead(200, headers).end(answer.body);
      } catch (error) {
        if (!(error instanceof GitError)) {
          throw error;
        }
        refuse(response, 400, error.message);
      }
    },
    folderOf: (name) => repositoriesOf(options.region).find(name)?.folder,
  };
}

function originOf(
  { account, region, caller }: Pick<Call, "account" | "region" | "caller">,
  { facts }: Repository,
) {
  const { repositoryName, repositoryId } = facts;
  return {
    repositoryName,
    repositoryId,
    repositoryArn: repositoryArn({ account, region }, repositoryName),
    account,
    region,
    callerUserArn: caller.arn,
  };
}
