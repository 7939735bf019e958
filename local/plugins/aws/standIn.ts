import { type Clients, createClients } from "../clients";
import { type Declarations } from "../declarations/shape";
import { resolveEndpoints } from "../endpoint";
import { type StandIn } from "../provider/standInProvider";
import { containsUnknown, isRecord } from "../provider/values";
import { type Properties } from "../resourceEntry";
import { credentialProblems } from "./credentials";
import { entries, functions } from "./index";

/** The stand-in for the AWS provider. Credentials come from the environment; profiles are not read. */
export function awsStandIn(declarations: Declarations): StandIn<Clients> {
  return {
    name: "aws",
    entries,
    functions,
    declarations,
    configure: (config, env) => ({
      ...connection(config, env),
      defaultTags: defaultTagsOf(config),
    }),
    verify: async (config, env) =>
      containsUnknown(config)
        ? []
        : await credentialProblems(connection(config, env).clients, config),
  };
}

function connection(
  config: Properties,
  env: Readonly<Record<string, string | undefined>>,
): { readonly clients: Clients; readonly region: string } {
  const configured = Array.isArray(config["endpoints"]) ? config["endpoints"] : [];
  const endpoints = resolveEndpoints(configured.filter(isRecord), env);
  const region = config["region"] ?? env["AWS_REGION"] ?? env["AWS_DEFAULT_REGION"];
  if (typeof region !== "string" || region === "") {
    throw new Error("the AWS region is not set; run: pulumi config set aws:region eu-west-1");
  }
  return { clients: createClients(region, endpoints), region };
}

function defaultTagsOf(config: Readonly<Record<string, unknown>>): Record<string, string> {
  const block = config["defaultTags"];
  const tags = isRecord(block) ? block["tags"] : undefined;
  return Object.fromEntries(
    Object.entries(isRecord(tags) ? tags : {}).map(([key, value]) => [key, String(value)]),
  );
}
