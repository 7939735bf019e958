/** Whether AWS answered with one of these errors. */
export function isAnswer(error: unknown, ...names: readonly string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}

/** The result of a call, or `undefined` when AWS answers that what it asks for does not exist. */
export async function unlessAbsent<T>(
  call: () => Promise<T>,
  ...names: readonly string[]
): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (isAnswer(error, ...names)) {
      return undefined;
    }
    throw error;
  }
}
