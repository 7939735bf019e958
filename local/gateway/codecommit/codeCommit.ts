import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { awsError } from "../awsError";
import type { Answer } from "../awsError";
import type { AwsRequest } from "../awsRequest";
import { awsEvent } from "../events/awsEvent";
import type { EventDelivery } from "../events/eventDelivery";
import { inputOf, jsonAnswer, regionOf } from "../jsonService";
import { repositoryArn } from "./call";
import type { Call, Caller } from "./call";
import { callerOfRequest, gitCaller } from "./caller";
import type { CallerOf } from "./caller";
import { GitError } from "./git";
import { operations } from "./operations";
import { referenceEvent } from "./referenceEvents";
import { adoptDefaultBranch, referenceChanges, references } from "./references";
import { repositories } from "./repositories";
import type { Repositories, Repository } from "./repositories";
import { ServiceError } from "../serviceError";
import { answerGit, gitBody, gitRequest, refuse } from "./smartHttp";

/** Where and for whom CodeCommit is stood in for. */
export interface CodeCommitOptions {
  /** Folder for the repositories; it outlives the gateway. */
  readonly folder: string;
  readonly account: string;
  /** The region of clone addresses, and of calls that name none. */
  readonly region: string;
  /** `http://localhost:<port>`. */
  readonly origin: string;
  readonly events: Pick<EventDelivery, "emit">;
  readonly callerOf: CallerOf;
  /** Hears of failures that are no refusals. */
  readonly report: (sentence: string) => void;
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
  const regions = new Map<string, Repositories>();
  const repositoriesOf = (region: string): Repositories => {
    let found = regions.get(region);
    if (found === undefined) {
      found = repositories(join(options.folder, region));
      regions.set(region, found);
    }
    return found;
  };
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
    answer: async (request, body) => {
      const operation = operations[request.action ?? ""];
      if (operation === undefined) {
        const sentence = `The CodeCommit of local AWS does not serve ${request.action ?? "this"}.`;
        return awsError(request, "UnknownOperationException", sentence);
      }
      try {
        const caller = await callerOfRequest(request, options.callerOf);
        const call = callOf(regionOf(request) ?? options.region, caller);
        return jsonAnswer(await operation(call, inputOf(body) as never));
      } catch (error) {
        if (error instanceof ServiceError) return awsError(request, error.code, error.message);
        options.report(String(error));
        return awsError(request, "InternalFailure", String(error), 500);
      }
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
        if (!(error instanceof GitError)) throw error;
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
