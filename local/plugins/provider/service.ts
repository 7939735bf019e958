import type * as grpc from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

import { checkInputs } from "../declarations/check";
import { type Context, PartialCreateError, type Properties } from "../resourceEntry";
import { defaultsKey } from "./check";
import { type Engine } from "./engine";
import { failureMessage } from "./failure";
import { type StandInProvider } from "./standInProvider";
import { containsUnknown, without } from "./values";
import {
  checkResponse,
  diffResponse,
  failed,
  fromStruct,
  invalid,
  partlyCreated,
  toStruct,
} from "./wire";

/** A handler of one call: what it returns is the answer, what it throws is the failure. */
type Handler<Request, Response> = (request: Request) => Promise<Response> | Response;

/**
 * Pulumi's provider service over a {@link StandInProvider}.
 *
 * `@pulumi/pulumi/provider` has a server, too, but it cannot answer previews: the engine would echo the
 * inputs as outputs, and a preview would know values that nobody can know before an update.
 */
export function providerService<C>(
  provider: StandInProvider<C>,
  engine: Engine,
  env: Readonly<Record<string, string | undefined>>,
): grpc.UntypedServiceImplementation {
  const { declarations, name } = provider.definition;
  const context = (urn: string): Context => ({
    urn,
    warn: (message) => {
      engine.warn(urn, message);
    },
  });
  const secretsOf = (type: string, ...given: ReadonlySet<string>[]): ReadonlySet<string> =>
    new Set([...provider.secretOutputs(type), ...given.flatMap((set) => [...set])]);

  return {
    handshake: unary((request: proto.ProviderHandshakeRequest) => {
      engine.connect(request.getEngineAddress());
      // Resource references and outputs are reduced to ids and values by the engine, as for the real provider.
      return new proto.ProviderHandshakeResponse().setAcceptSecrets(true);
    }),
    attach: unary(() => new Empty()),
    cancel: unary(() => new Empty()),
    getPluginInfo: unary(() => new PluginInfo().setVersion(declarations.version)),
    getSchema: unary(() => {
      const schema = { name, version: declarations.version, resources: {}, functions: {} };
      return new proto.GetSchemaResponse().setSchema(JSON.stringify(schema));
    }),
    checkConfig: unary(async (request: proto.CheckRequest) => {
      const { values, secrets } = fromStruct(request.getNews());
      return checkResponse(values, secrets, await provider.checkConfig(decoded(values), env));
    }),
    diffConfig: unary((request: proto.DiffRequest) => {
      const olds = fromStruct(request.getOldInputs()).values;
      const news = fromStruct(request.getNews()).values;
      const keys = new Set([...Object.keys(olds), ...Object.keys(news)]);
      const changes = [...keys]
        .filter(
          (key) => key !== "version" && JSON.stringify(olds[key]) !== JSON.stringify(news[key]),
        )
        .map((property) => ({ property, kind: "update" as const, replaces: false }));
      return diffResponse({ changes, deleteBeforeReplace: false });
    }),
    configure: unary((request: proto.ConfigureRequest) => {
      provider.configure(configuration(request), env);
      return new proto.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
    }),

    check: unary((request: proto.CheckRequest) => {
      const { values: news, secrets } = fromStruct(request.getNews());
      const { inputs, problems } = provider.check(request.getType(), {
        urn: request.getUrn(),
        olds: fromStruct(request.getOlds()).values,
        news,
        randomSeed: request.getRandomseed_asU8(),
      });
      if (secrets.has("tags")) {
        return checkResponse(inputs, new Set([...secrets, "tagsAll"]), problems);
      }
      return checkResponse(inputs, secrets, problems);
    }),
    diff: unary(async (request: proto.DiffRequest) => {
      const difference = await provider.diff(request.getType(), {
        oldInputs: fromStruct(request.getOldInputs()).values,
        state: fromStruct(request.getOlds()).values,
        news: fromStruct(request.getNews()).values,
        ignoreChanges: request.getIgnorechangesList(),
      });
      return diffResponse(difference);
    }),
    create: unary(async (request: proto.CreateRequest) => {
      const type = request.getType();
      const { values: inputs, secrets: given } = fromStruct(request.getProperties());
      const secrets = secretsOf(type, given);
      if (request.getPreview()) {
        const outputs = await provider.previewCreate(type, inputs, context(request.getUrn()));
        return new proto.CreateResponse().setProperties(toStruct(outputs, secrets));
      }
      try {
        const { id, state } = await provider.create(type, inputs, context(request.getUrn()));
        return new proto.CreateResponse().setId(id).setProperties(toStruct(state, secrets));
      } catch (error) {
        if (!(error instanceof PartialCreateError)) {
          throw error;
        }
        const message = failureMessage(error.cause, request.getUrn());
        const outputs = toStruct(without(inputs, defaultsKey), secrets);
        throw partlyCreated(message, error.id, outputs, toStruct(inputs, secrets));
      }
    }),
    read: unary(async (request: proto.ReadRequest) => {
      const type = request.getType();
      const inputs = fromStruct(request.getInputs());
      const state = fromStruct(request.getProperties());
      const found = await provider.read(type, request.getId(), inputs.values, state.values);
      // An answer without an id tells the engine that the resource is gone.
      if (found === undefined) {
        return new proto.ReadResponse();
      }
      const secrets = secretsOf(type, inputs.secrets, state.secrets);
      return new proto.ReadResponse()
        .setId(request.getId())
        .setProperties(toStruct(found.state, secrets))
        .setInputs(toStruct(found.inputs, inputs.secrets));
    }),
    update: unary(async (request: proto.UpdateRequest) => {
      const type = request.getType();
      const news = fromStruct(request.getNews());
      const olds = fromStruct(request.getOlds());
      const about = context(request.getUrn());
      const outputs = request.getPreview()
        ? await provider.previewUpdate(type, news.values, olds.values, about)
        : await provider.update(type, request.getId(), news.values, olds.values, about);
      const properties = toStruct(outputs, secretsOf(type, news.secrets));
      return new proto.UpdateResponse().setProperties(properties);
    }),
    delete: unary(async (request: proto.DeleteRequest) => {
      const state = fromStruct(request.getProperties()).values;
      await provider.delete(request.getType(), request.getId(), state, context(request.getUrn()));
      return new Empty();
    }),
    invoke: unary(async (request: proto.InvokeRequest) => {
      const { values: args, secrets } = fromStruct(request.getArgs());
      const token = request.getTok();
      // What is asked about something that does not exist yet cannot be answered yet.
      if (containsUnknown(args)) {
        return new proto.InvokeResponse();
      }
      const problems = checkInputs(declarations, declarations.functions[token] ?? {}, args);
      if (problems.length > 0) {
        const reasons = problems.map(({ property, reason }) => `${property}: ${reason}`).join("; ");
        throw invalid(`${token}: ${reasons}`, problems);
      }
      const result = await provider.invoke(token, args);
      const kept = secrets.size > 0 ? new Set(Object.keys(result)) : undefined;
      return new proto.InvokeResponse().setReturn(toStruct(result, kept));
    }),
  };
}

/** The provider's configuration: structured, where the engine sends it so, else from its JSON texts. */
function configuration(request: proto.ConfigureRequest): Properties {
  const config: Properties = {};
  for (const [key, text] of request.getVariablesMap().entries()) {
    config[key.slice(key.lastIndexOf(":") + 1)] = text;
  }
  return decoded(config);
}

/** Lists and mappings of a provider's configuration travel as JSON. */
function decoded(config: Properties): Properties {
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key, parsed(value)]));
}

function parsed(text: unknown): unknown {
  if (typeof text !== "string" || !/^[[{]/.test(text)) {
    return text;
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function unary<Request, Response>(
  handler: Handler<Request, Response>,
): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    const answer = async (): Promise<Response> => handler(call.request);
    answer().then(
      (response) => {
        callback(null, response);
      },
      (error: unknown) => {
        callback(
          isServiceError(error) ? error : failed(failureMessage(error, subject(call.request))),
        );
      },
    );
  };
}

function isServiceError(error: unknown): error is grpc.ServiceError {
  return error instanceof Error && "metadata" in error && "code" in error && "details" in error;
}

/** What the call is about: the resource's URN, else the function's token. */
function subject(request: unknown): string {
  const { getUrn, getTok } = request as { getUrn?: () => string; getTok?: () => string };
  const about = getUrn?.call(request) ?? getTok?.call(request) ?? "";
  return about === "" ? "stand-in provider" : about;
}
