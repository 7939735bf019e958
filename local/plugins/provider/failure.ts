/** Error text with what AWS calls the error, what it says, which call failed and for which resource. */
export function failureMessage(error: unknown, subject: string): string {
  if (!(error instanceof Error)) {
    return `${subject}: ${String(error)}`;
  }
  const details = error as Error & { operation?: string; code?: string; hostname?: string };
  if (error.name === "AggregateError" || details.code === "ECONNREFUSED") {
    return `${subject}: local AWS does not answer${during(details.operation)}. Start it with "make local".`;
  }
  const name = error.name === "Error" ? "" : `${error.name}: `;
  return `${subject}: ${name}${error.message}${during(details.operation)}`;
}

function during(operation: string | undefined): string {
  return operation === undefined ? "" : ` (${operation})`;
}

/** True when AWS answered with one of these error codes. */
export function isAwsError(error: unknown, ...names: readonly string[]): boolean {
  if (!(error instanceof Error)) {
    return false;
  }
  const code = (error as Error & { Code?: string }).Code;
  return names.includes(error.name) || (code !== undefined && names.includes(code));
}

/** The result of `call`, or `undefined` when AWS says that what it asks for does not exist. */
export async function unlessGone<T>(
  call: () => Promise<T>,
  ...names: readonly string[]
): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (isAwsError(error, ...names)) {
      return undefined;
    }
    throw error;
  }
}
