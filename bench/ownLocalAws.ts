import { join } from "node:path";

/** Far from the ports of `make local` and of the end-to-end tests. */
const port = 4870;

/** What leads everything that a benchmark starts to a local AWS of its own, also where another one runs. */
export function ownLocalAws(scratch: string): Readonly<Record<string, string>> {
  return {
    SLIPWAY_PORT: String(port),
    SLIPWAY_STATE: join(scratch, "state"),
    AWS_ENDPOINT_URL: `http://localhost:${port}`,
    PULUMI_BACKEND_URL: `file://${scratch}`,
  };
}
