import { ServiceError } from "../serviceError";
import { operation, repositoryArn, type Call, type Operation } from "./call";
import { type Repository } from "./repositories";

type Tags = Readonly<Record<string, string>>;

const maxTags = 50;

/** @throws ServiceError by the rules that the service's model leaves open. */
export function checkTags(tags: Tags): void {
  if (Object.keys(tags).some((key) => key.toLowerCase().startsWith("aws:"))) {
    throw new ServiceError(
      "InvalidSystemTagUsageException",
      'Keys of tags must not begin with "aws:"',
    );
  }
  if (Object.keys(tags).length > maxTags) {
    throw new ServiceError("TooManyTagsException", `A repository may have ${maxTags} tags`);
  }
}

const tagResource = operation<{ readonly resourceArn: string; readonly tags: Tags }>(
  (call, { resourceArn, tags }) => {
    const { facts } = repositoryAt(call, resourceArn);
    const merged = { ...facts.tags, ...tags };
    checkTags(merged);
    call.repositories.update(facts.repositoryName, { tags: merged });
    return {};
  },
);

const untagResource = operation<{
  readonly resourceArn: string;
  readonly tagKeys: readonly string[];
}>((call, { resourceArn, tagKeys }) => {
  const { facts } = repositoryAt(call, resourceArn);
  const tags = Object.fromEntries(
    Object.entries(facts.tags).filter(([key]) => !tagKeys.includes(key)),
  );
  call.repositories.update(facts.repositoryName, { tags });
  return {};
});

const listTagsForResource = operation<{ readonly resourceArn: string }>(
  (call, { resourceArn }) => ({
    tags: repositoryAt(call, resourceArn).facts.tags,
  }),
);

export const tagging: Readonly<Record<string, Operation>> = {
  TagResource: tagResource,
  UntagResource: untagResource,
  ListTagsForResource: listTagsForResource,
};

function repositoryAt(call: Call, arn: string): Repository {
  const name = arn.split(":")[5] ?? "";
  if (name === "" || arn !== repositoryArn(call, name)) {
    throw new ServiceError(
      "InvalidResourceArnException",
      `${arn} is not the ARN of a repository here`,
    );
  }
  return call.repositories.get(name);
}
