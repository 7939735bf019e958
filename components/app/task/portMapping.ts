import { type ConnectProtocol } from "../../../aws/serviceConnect";

/** A port that ECS Service Connect leads to. */
export interface ConnectPort {
  readonly name: string;
  readonly protocol: ConnectProtocol;
}

/** A port of a container in the words of the ECS API. */
export interface PortMapping {
  readonly containerPort: number;
  readonly hostPort: number;
  readonly protocol: "tcp";
  readonly name?: string;
  readonly appProtocol?: Exclude<ConnectProtocol, "tcp">;
}

/** How a container's port is reached. */
export function portMapping(
  containerPort: number,
  {
    networkMode,
    connect,
  }: {
    readonly networkMode: "bridge" | "awsvpc";
    readonly connect?: ConnectPort | undefined;
  },
): PortMapping {
  return {
    containerPort,
    // On a host's bridge 0 means "any free port", so copies of an app can share a host and a new
    // one can start beside the old. With an address of its own the task has no host port to
    // choose: ECS writes the container's.
    hostPort: networkMode === "bridge" ? 0 : containerPort,
    protocol: "tcp",
    ...(connect && { name: connect.name }),
    // Without it the proxy takes the port for plain TCP, and ECS gives back none.
    ...(connect && connect.protocol !== "tcp" && { appProtocol: connect.protocol }),
  };
}
