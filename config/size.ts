import { type Problem } from "./problems";

const mostBytes = 1024 * 1024;
const deepest = 50;

/** Refuses what cannot be a configuration, such as a file in which YAML aliases multiply. */
export function sizeProblem(raw: unknown): Problem | undefined {
  if (isDeeperThan(raw, deepest)) {
    return { path: [], sentence: `config too large: more than ${deepest} levels deep` };
  }
  const bytes = Buffer.byteLength(JSON.stringify(raw));
  return bytes > mostBytes
    ? { path: [], sentence: `config too large: ${bytes} bytes; max ${mostBytes}` }
    : undefined;
}

function isDeeperThan(value: unknown, levels: number): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    (levels === 0 || Object.values(value).some((part) => isDeeperThan(part, levels - 1)))
  );
}
