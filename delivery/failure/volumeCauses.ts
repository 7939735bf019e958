import { containerText, type Cause, type Place } from "./cause";
import { type Message } from "./message";

const key = "volumes of the app";

/** What kept a volume from being mounted. */
export function volumeCause(message: Message, place: Place): Cause {
  const { source, problem, resource, text } = message;
  if (source === "Docker") {
    return {
      sentence: `${containerText(place)} could not be started: a volume of it could not be mounted.`,
      remedy: `The stopped reason below says why; check hostPath in ${key}, and the mounts of the container.`,
    };
  }
  const system = resource === undefined ? "the file system" : `the file system ${resource}`;
  if (/Failed to resolve "/.test(text)) {
    return {
      sentence: `The tasks cannot find ${system} by name: it does not exist, or has no mount target in this VPC.`,
      remedy: `Create a mount target in each zone of the tasks' subnets, or check efs.fileSystemId in ${key}; a VPC of your own also needs DNS host names.`,
    };
  }
  const folder = /mounting \S{1,256}?:(\/\S{0,512}) failed/.exec(text)?.[1];
  switch (problem) {
    case "unreachable":
    case "timeout":
      return {
        sentence: `The tasks cannot reach ${system} over the network.`,
        remedy:
          "The security group of its mount targets must let in the security group of the tasks on port 2049, and each zone needs a mount target.",
      };
    case "denied":
      return {
        sentence: `The tasks may not mount ${system}.`,
        remedy: `Its policy or its access point refuses them: it must allow elasticfilesystem:ClientMount (and ClientWrite) to the task role; check efs.accessPointId in ${key}.`,
      };
    case "not found":
      return {
        sentence: `There is no folder ${folder ?? "of that name"} in ${system}.`,
        remedy: `Make the folder, or mount through an access point that makes it: efs.accessPointId in ${key}.`,
      };
    default:
      return {
        sentence: `The volume of ${system} could not be mounted.`,
        remedy: "The stopped reason below says why.",
      };
  }
}
