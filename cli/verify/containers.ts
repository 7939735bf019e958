import { type TaskDefinition } from "@aws-sdk/client-ecs";

import { type Revision } from "../../delivery/format";
import { failed, ok, type Finding } from "./check";

/** Whether the deployment finds the containers that the revision names. */
export function containerNames(images: Revision, definition: TaskDefinition): Finding {
  const has = (definition.containerDefinitions ?? []).flatMap(({ name }) => name ?? []);
  const absent = images.map(({ name }) => name).filter((name) => !has.includes(name));
  return absent.length === 0
    ? ok(`the task definition has ${images.map(({ name }) => name).join(", ")}`)
    : failed(`the task definition has no container ${absent.join(", ")}; it has ${has.join(", ")}`);
}
