import * as aws from "@pulumi/aws";
import * as dockerBuild from "@pulumi/docker-build";
import * as pulumi from "@pulumi/pulumi";

import { opts, stack } from "./provider";

export const repository = new aws.ecr.Repository("hello", { name: `bench-${stack}/hello` }, opts);
new aws.ecr.LifecyclePolicy(
  "hello",
  {
    repository: repository.name,
    policy: JSON.stringify({
      rules: [
        {
          rulePriority: 1,
          selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 100 },
          action: { type: "expire" },
        },
      ],
    }),
  },
  opts,
);
const token = aws.ecr.getAuthorizationTokenOutput({}, opts);
const image = new dockerBuild.Image("hello", {
  context: { location: "./examples/hello" },
  platforms: ["linux/amd64"],
  push: false,
  buildOnPreview: false,
  exports: [
    {
      raw: pulumi.interpolate`type=image,name=${repository.repositoryUrl},push=true,push-by-digest=true`,
    },
  ],
  registries: [
    { address: repository.repositoryUrl, username: token.userName, password: token.password },
  ],
});

export const imageUri = pulumi.interpolate`${repository.repositoryUrl}@${image.digest}`;
