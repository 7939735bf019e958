import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { operations } from "../../gateway/codecommit/operations";

/**
 * A folder of service models with CodeCommit's operations, of which two have their real input: enough to show that
 * requests pass the gateway's check before they are served.
 */
export function codeCommitModel(folder: string): string {
  const models = join(folder, "models");
  const version = join(models, "codecommit", "2015-04-13");
  mkdirSync(version, { recursive: true });
  const text = { type: "string" };
  const model = {
    metadata: { protocol: "json", apiVersion: "2015-04-13" },
    operations: {
      ...Object.fromEntries(Object.keys(operations).map((name) => [name, {}])),
      CreateRepository: { input: { shape: "CreateRepositoryInput" } },
      GetRepository: { input: { shape: "GetRepositoryInput" } },
    },
    shapes: {
      RepositoryName: { ...text, min: 1, max: 100, pattern: "[\\w\\.-]+" },
      Description: { ...text, max: 1000 },
      Text: text,
      Tags: { type: "map", key: { shape: "Text" }, value: { shape: "Text" } },
      GetRepositoryInput: {
        type: "structure",
        required: ["repositoryName"],
        members: { repositoryName: { shape: "RepositoryName" } },
      },
      CreateRepositoryInput: {
        type: "structure",
        required: ["repositoryName"],
        members: {
          repositoryName: { shape: "RepositoryName" },
          repositoryDescription: { shape: "Description" },
          kmsKeyId: { shape: "Text" },
          tags: { shape: "Tags" },
        },
      },
    },
  };
  writeFileSync(join(version, "service-2.json.gz"), gzipSync(JSON.stringify(model)));
  return models;
}
