import { type World } from "./world";

/** Points what runs the family by the clock at the new revision; returns what it has moved. */
export async function moveSchedules(
  world: World,
  clusterArn: string,
  family: string,
  revision: string | undefined,
  line: (text: string) => void,
): Promise<string[]> {
  const schedules = await world.schedules();
  const found = await schedules.running(clusterArn, family);
  for (const one of found) {
    const { name, taskDefinition } = one;
    if (revision === undefined) {
      line(`Would move ${name} from ${taskDefinition}`);
      continue;
    }
    await one.move(revision);
    line(`Moved ${name} from ${taskDefinition}`);
  }
  return found.map(({ name }) => name);
}
