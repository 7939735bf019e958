/** How the gateway is started; every value comes from local/emulator/start. */
export interface GatewayOptions {
  readonly port: number;
  readonly emulatorPort: number;
  readonly host: string;
  /** Address of this machine on the network of Docker. @default - none: containers cannot call */
  readonly containerHost?: string | undefined;
  readonly account: string;
  readonly region: string;
  /** Folder of botocore's service models. */
  readonly models: string;
  /** The name that containers of this local AWS are labelled with. */
  readonly instance: string;
  /** File that calls are recorded in, one JSON line each. */
  readonly calls: string;
}

const loopback = new Set(["127.0.0.1", "::1", "localhost"]);

/**
 * Options from the environment.
 *
 * @throws when one is missing, is no port, or the host is not this machine alone: whoever reaches the gateway
 * can start containers.
 */
export function gatewayOptions(env: Readonly<Record<string, string | undefined>>): GatewayOptions {
  const host = env["SLIPWAY_HOST"] ?? "127.0.0.1";
  if (!loopback.has(host)) {
    throw new Error(
      `The gateway of local AWS listens on this machine only, got SLIPWAY_HOST "${host}". Use 127.0.0.1, ::1 or localhost.`,
    );
  }
  const containerHost = env["SLIPWAY_CONTAINER_HOST"] ?? "";
  return {
    host,
    ...(containerHost !== "" && { containerHost }),
    port: portOf("SLIPWAY_PORT", env),
    emulatorPort: portOf("SLIPWAY_EMULATOR_PORT", env),
    account: textOf("SLIPWAY_ACCOUNT", env),
    region: textOf("SLIPWAY_REGION", env),
    models: textOf("SLIPWAY_MODELS", env),
    instance: textOf("SLIPWAY_INSTANCE", env),
    calls: textOf("SLIPWAY_CALLS", env),
  };
}

function textOf(name: string, env: Readonly<Record<string, string | undefined>>): string {
  const text = env[name];
  if (text === undefined || text === "") {
    throw new Error(`${name} is not set.`);
  }
  return text;
}

function portOf(name: string, env: Readonly<Record<string, string | undefined>>): number {
  const port = Number(textOf(name, env));
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new Error(`${name} must be a port from 1 to 65535, got "${env[name] ?? ""}".`);
  }
  return port;
}
