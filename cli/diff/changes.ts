import { type Revision } from "../../delivery/format";

/** What a release would change in one container. */
export interface ImageChange {
  readonly container: string;
  /** null for a container that the task definition does not have. */
  readonly from: string | null;
  readonly to: string;
}

/** Containers whose image would be another one. */
export function changesBetween(live: Revision, wanted: Revision): ImageChange[] {
  return wanted
    .map(({ name, imageUri }) => ({
      container: name,
      from: live.find((running) => running.name === name)?.imageUri ?? null,
      to: imageUri,
    }))
    .filter(({ from, to }) => from !== to);
}
