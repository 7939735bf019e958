/** One call of an AWS client: the operation's name and its input. */
export interface Call {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Stands for the client of any service. */
export interface FakeClient {
  send(command: never): Promise<never>;
  readonly calls: readonly Call[];
}

/** A client that answers by operation and remembers what it was asked. An unlisted operation fails. */
export function fakeClient(
  answers: Readonly<Record<string, (input: Call["input"]) => unknown>>,
): FakeClient {
  const calls: Call[] = [];
  const send = (command: { input: object }) => {
    const operation = command.constructor.name.replace(/Command$/, "");
    const input = { ...command.input };
    calls.push({ operation, input });
    const answer = answers[operation];
    return answer === undefined
      ? Promise.reject(new Error(`no answer for ${operation}`))
      : Promise.resolve().then(() => answer(input));
  };
  return { send, calls } as unknown as FakeClient;
}

/** An error as the SDK throws it. */
export function awsError(name: string, message = name): Error {
  return Object.assign(new Error(message), { name });
}
