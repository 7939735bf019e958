import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { type ServiceHistory } from "./history";

/** What is remembered of all services; it outlives the gateway. */
export interface Histories {
  of(serviceArn: string): ServiceHistory | undefined;
  all(): readonly ServiceHistory[];
  put(history: ServiceHistory): void;
  drop(serviceArn: string): void;
}

export function histories(file: string): Histories {
  const kept = new Map<string, ServiceHistory>(
    read(file).map((history) => [history.serviceArn, history]),
  );
  const write = (): void => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, JSON.stringify([...kept.values()]));
    renameSync(`${file}.new`, file);
  };
  return {
    of: (serviceArn) => kept.get(serviceArn),
    all: () => [...kept.values()],
    put: (history) => {
      if (JSON.stringify(kept.get(history.serviceArn)) === JSON.stringify(history)) {
        return;
      }
      kept.set(history.serviceArn, history);
      write();
    },
    drop: (serviceArn) => {
      if (kept.delete(serviceArn)) {
        write();
      }
    },
  };
}

function read(file: string): readonly ServiceHistory[] {
  return existsSync(file)
    ? (JSON.parse(readFileSync(file, "utf8")) as readonly ServiceHistory[])
    : [];
}
