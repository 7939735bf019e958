import { type Place } from "./place";
import { read } from "./run";
import { type Container } from "./table";

const format = [
  "{{.ID}}",
  "{{.Image}}",
  "{{.Ports}}",
  '{{.Label "com.amazonaws.ecs.task-definition-family"}}',
  '{{.Label "com.amazonaws.ecs.task-definition-version"}}',
].join("\t");

/** The containers of this emulator's tasks. */
export function taskContainers(place: Place): readonly Container[] {
  const label = `label=ministack.instance=${place.instance}`;
  const listed = read(
    "docker",
    ["ps", "--no-trunc", "--filter", label, "--format", format],
    place.root,
  );
  return (listed ?? "")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [id = "", image = "", ports = "", family = "", revision] = line.split("\t");
      return { id: id.slice(0, 12), image, ports, family, revision: Number(revision) };
    });
}
