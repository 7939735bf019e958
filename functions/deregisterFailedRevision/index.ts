import { setTimeout as wait } from "node:timers/promises";
import { ECSClient } from "@aws-sdk/client-ecs";
import { jsonLog } from "../log";
import { ecs } from "./ecs";
import { handle } from "./handle";

const client = new ECSClient({ maxAttempts: 6 });
const log = jsonLog();

/** Deregisters the revision that ECS rolled a service back from. An error makes Lambda try again. */
export async function handler(event: unknown): Promise<void> {
  await handle(event, { ...ecs(client), log, wait: (milliseconds) => wait(milliseconds) });
}
