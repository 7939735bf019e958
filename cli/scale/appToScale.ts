import { ecsChangesAdapter, type EcsChanges } from "../../delivery/aws/ecsChanges";
import { ecsTagsAdapter, type EcsTags } from "../../delivery/aws/ecsTags";
import { type AppPlace } from "../apps";
import { type Invocation } from "../command";
import { type Connection } from "../connection";

/** An app with what its number of tasks is changed by. */
export interface AppToScale {
  readonly connection: Connection;
  readonly place: AppPlace;
  readonly ecs: EcsChanges;
  readonly tags: EcsTags;
}

export async function appToScale({
  args,
  connect,
}: Pick<Invocation, "args" | "connect">): Promise<AppToScale> {
  const connection = await connect();
  const place = connection.app(args[0] ?? "");
  const client = await connection.clients.ecs();
  return { connection, place, ecs: ecsChangesAdapter(client), tags: ecsTagsAdapter(client) };
}
