import { containerName } from "../../aws/container";
import { parseImageReference } from "../../aws/imageReference";
import { UsageRefusal } from "./refusal";

/** One variable of one container; without a value it goes. */
export interface EnvironmentChange {
  readonly container: string;
  readonly name: string;
  readonly value: string | undefined;
}

const assignment = new RegExp(`^(?<name>${containerName})=(?<image>.+)$`, "s");
const environmentChange = new RegExp(
  `^(?<container>${containerName}):(?<name>[^=\\p{Cc}\\s]+)(?:=(?<value>.*))?$`,
  "su",
);

/** `web=nginx:1.27`, for the container of that name. */
export function parseAssignment(text: string): { readonly name: string; readonly image: string } {
  const { name, image } = assignment.exec(text)?.groups ?? {};
  if (name === undefined || image === undefined) {
    throw new UsageRefusal(
      3,
      `--container must be NAME=IMAGE, got "${text}".`,
      "For example: --container web=nginx:1.27",
    );
  }
  const reference = parseImageReference(image);
  if (reference === undefined) {
    throw new UsageRefusal(13, `--container ${name}: "${image}" is not an image.`, imageForm);
  }
  const isBare = reference.tag === "latest" && !image.endsWith(":latest");
  return { name, image: isBare ? `${image}:latest` : image };
}

export const imageForm = "An image is [host[:port]/]path[:tag][@sha256:<64 hex digits>].";

/** `web:LOG_LEVEL=debug` sets it, `web:LOG_LEVEL` removes it. */
export function parseEnvironment(text: string): EnvironmentChange {
  const { container, name, value } = environmentChange.exec(text)?.groups ?? {};
  if (container === undefined || name === undefined) {
    // Its value may be a secret, which must not be repeated.
    const [head = ""] = text.split("=");
    throw new UsageRefusal(
      3,
      `--env must be CONTAINER:NAME=VALUE, got "${head}=…".`,
      "For example: --env web:LOG_LEVEL=debug; without a value the variable is removed.",
    );
  }
  return { container, name, value };
}
