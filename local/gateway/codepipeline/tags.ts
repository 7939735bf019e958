import { ServiceError } from "../serviceError";
import { operation, type Call, type Operation } from "./call";
import { type Pipeline } from "./pipelines";
import { pipelineArn } from "./stateEvents";

/** A tag as CodePipeline writes it. */
export interface Tag {
  readonly key: string;
  readonly value: string;
}

type Tags = Readonly<Record<string, string>>;

const maxTags = 50;

/** @throws ServiceError by the rules that the service's model leaves open */
export function tagMap(tags: readonly Tag[] = [], before: Tags = {}): Tags {
  if (tags.some(({ key }) => key.toLowerCase().startsWith("aws:"))) {
    throw new ServiceError("InvalidTagsException", 'Keys of tags must not begin with "aws:"');
  }
  const merged = { ...before, ...Object.fromEntries(tags.map(({ key, value }) => [key, value])) };
  if (Object.keys(merged).length > maxTags) {
    throw new ServiceError("TooManyTagsException", `A pipeline may have ${maxTags} tags`);
  }
  return merged;
}

export function tagsOf({ facts }: Pipeline): Tag[] {
  return Object.entries(facts.tags).map(([key, value]) => ({ key, value }));
}

const tagResource = operation<{ readonly resourceArn: string; readonly tags: readonly Tag[] }>(
  (call, { resourceArn, tags }) => {
    const pipeline = pipelineAt(call, resourceArn);
    pipeline.update({ tags: tagMap(tags, pipeline.facts.tags) });
    return {};
  },
);

const untagResource = operation<{
  readonly resourceArn: string;
  readonly tagKeys: readonly string[];
}>((call, { resourceArn, tagKeys }) => {
  const pipeline = pipelineAt(call, resourceArn);
  const kept = Object.entries(pipeline.facts.tags).filter(([key]) => !tagKeys.includes(key));
  pipeline.update({ tags: Object.fromEntries(kept) });
  return {};
});

const listTagsForResource = operation<{ readonly resourceArn: string }>(
  (call, { resourceArn }) => ({ tags: tagsOf(pipelineAt(call, resourceArn)) }),
);

export const tagging: Readonly<Record<string, Operation>> = {
  TagResource: tagResource,
  UntagResource: untagResource,
  ListTagsForResource: listTagsForResource,
};

function pipelineAt({ place, pipelines }: Call, arn: string): Pipeline {
  const name = arn.split(":")[5] ?? "";
  if (arn !== pipelineArn(place, name)) {
    throw new ServiceError("InvalidArnException", `${arn} is not the ARN of a pipeline here`);
  }
  const found = pipelines.find(name);
  if (found === undefined) {
    throw new ServiceError("ResourceNotFoundException", `There is no pipeline ${name}`);
  }
  return found;
}
