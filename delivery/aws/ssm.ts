import {
  DescribeParametersCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  type ParameterMetadata,
  type SSMClient,
} from "@aws-sdk/client-ssm";

import { batches, mapConcurrent } from "../mapConcurrent";
import { required } from "./answer";
import { collect, pagesOf } from "./pages";

type Client = Pick<SSMClient, "send">;

export interface Parameters {
  /** The value of a parameter. One that does not exist is an error. */
  value(name: string): Promise<string>;
  /** Names of the parameters under a path, in the order of their names. */
  under(path: string): Promise<readonly string[]>;
  /** Those of these names that there are. Nothing is told of their values. */
  existing(names: readonly string[]): Promise<ReadonlySet<string>>;
}

/** API DescribeParameters: 50 values of a filter, and 50 parameters in an answer. */
const most = 50;

/** Systems Manager's parameters. Throttling is left to the client's own retries. */
export function ssmAdapter(client: Client): Parameters {
  return {
    value: async (Name) => {
      const { Parameter } = await client.send(new GetParameterCommand({ Name }));
      return required(Parameter?.Value, "SSM", `value for the parameter "${Name}"`);
    },
    under: async (Path) => {
      const pages = pagesOf(
        (NextToken) => client.send(new GetParametersByPathCommand({ Path, NextToken })),
        (page) => page.NextToken,
      );
      const found = (await collect(pages)).flatMap(({ Parameters = [] }) => Parameters);
      return found.flatMap(({ Name }) => Name ?? []).sort();
    },
    existing: async (names) => {
      const found = await mapConcurrent(batches(names, most), (group) => described(client, group));
      return new Set(found.flat().flatMap(({ Name }) => Name ?? []));
    },
  };
}

async function described(client: Client, names: readonly string[]): Promise<ParameterMetadata[]> {
  const ParameterFilters = [{ Key: "Name", Option: "Equals", Values: [...names] }];
  const pages = pagesOf(
    (NextToken) =>
      client.send(new DescribeParametersCommand({ ParameterFilters, MaxResults: most, NextToken })),
    (page) => page.NextToken,
  );
  return (await collect(pages)).flatMap(({ Parameters = [] }) => Parameters);
}
