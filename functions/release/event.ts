import { z } from "zod";

/** The image that a build made, and where it came from. */
export interface Built {
  /** Pinned to its digest. */
  readonly image: string;
  readonly commitId: string;
  /** The build in the console. */
  readonly buildUrl: string;
}

/** What the first call of a job has begun, for the later ones. */
export interface Begun {
  /** When, in the form of ISO 8601. */
  readonly at: string;
  readonly releases: readonly {
    /** `<cluster>/<app>` */
    readonly app: string;
    readonly commitId: string;
    /** The execution that was started for it. @default - the trigger starts one */
    readonly executionId?: string | undefined;
  }[];
}

/** What a pipeline asks for: a release, or how the one stands that it asked for before. */
export interface Job {
  readonly id: string;
  readonly built: Built;
  /** @default - this is the first call */
  readonly begun?: Begun | undefined;
}

const built = z.object({ image: z.string(), commitId: z.string(), buildUrl: z.string() });
const begun = z.object({
  at: z.iso.datetime(),
  releases: z.array(
    z.object({
      app: z.string(),
      commitId: z.string(),
      executionId: z.string().optional(),
    }),
  ),
});
const event = z.object({
  "CodePipeline.job": z.object({
    id: z.string(),
    data: z.object({
      actionConfiguration: z.object({ configuration: z.object({ UserParameters: z.string() }) }),
      continuationToken: z.string().optional(),
    }),
  }),
});

/**
 * Reads the event of an Invoke action: CodePipeline user guide, "JSON event example".
 *
 * @throws Error when it is none: nobody waits for an answer then.
 */
export function jobOf(given: unknown): Job {
  const { id, data } = event.parse(given)["CodePipeline.job"];
  const { actionConfiguration, continuationToken } = data;
  return {
    id,
    built: built.parse(JSON.parse(actionConfiguration.configuration.UserParameters)),
    begun: continuationToken === undefined ? undefined : begun.parse(JSON.parse(continuationToken)),
  };
}
