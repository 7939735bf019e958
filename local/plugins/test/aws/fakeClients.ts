import { type Clients } from "../../clients";
import {
  type Context,
  type FunctionEntry,
  type Properties,
  type ResourceEntry,
} from "../../resourceEntry";

type Call = (input: never) => unknown;

/** The calls of one service: each gets its input and gives its answer. */
export type FakeService = Readonly<Record<string, Call>>;

/** Clients of literal services; a call that was not given fails by its name. */
export function fakeClients(services: Readonly<Record<string, FakeService>>): Clients {
  const service = (name: string, calls: FakeService): unknown =>
    new Proxy(calls, {
      get: (target, method) => {
        // A promise asks its value for "then".
        if (typeof method !== "string" || method === "then") {
          return undefined;
        }
        const call = target[method];
        return (input: never): Promise<unknown> =>
          call === undefined
            ? Promise.reject(new Error(`no fake for ${name}.${method}`))
            : Promise.resolve().then(() => call(input));
      },
    });
  const factories = Object.fromEntries(
    Object.entries(services).map(([name, calls]) => [
      name,
      () => Promise.resolve(service(name, calls)),
    ]),
  );
  return { region: "eu-west-1", partition: "aws", ...factories } as unknown as Clients;
}

/** An error as the SDK throws it. */
export function awsError(name: string, message = name): Error {
  return Object.assign(new Error(message), { name });
}

export const context: Context = { urn: "urn:pulumi:test", warn: () => undefined };

/** The entry of a type, by the end of its token. */
export function entryOf(entries: readonly ResourceEntry[], name: string): ResourceEntry {
  const found = entries.find(({ type }) => type.endsWith(`:${name}`));
  if (found === undefined) {
    throw new Error(`no entry for ${name}`);
  }
  return found;
}

/** The function with this name. */
export function functionOf(functions: readonly FunctionEntry[], name: string): FunctionEntry {
  const found = functions.find(({ token }) => token.endsWith(`:${name}`));
  if (found === undefined) {
    throw new Error(`no function ${name}`);
  }
  return found;
}

/** Brings a resource of a type that can be updated to `inputs`. */
export async function updated(
  entry: ResourceEntry,
  clients: Clients,
  id: string,
  inputs: Properties,
  previous: Properties,
): Promise<void> {
  if (entry.update === undefined) {
    throw new Error(`${entry.type} cannot be updated`);
  }
  await entry.update(clients, id, inputs, previous, context);
}
