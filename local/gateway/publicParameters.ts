/** A public parameter, in the words of SSM. */
interface PublicParameter {
  readonly Name: string;
  readonly Value: string;
}

const ecsImage =
  /^\/aws\/service\/ecs\/optimized-ami\/amazon-linux-2023(\/arm64)?\/recommended(\/image_id)?$/;

/**
 * The parameters under which AWS publishes the ECS-optimised image. The emulator starts no instances, so any
 * well-formed image id serves; it is one that the emulator's EC2 knows.
 */
function publicParameter(name: string): PublicParameter | undefined {
  const match = ecsImage.exec(name);
  if (match === null) {
    return undefined;
  }
  const imageId = "ami-0c2023a1b2c3d4e5f";
  const value =
    match[2] === undefined ? JSON.stringify({ image_id: imageId, schema_version: 1 }) : imageId;
  return { Name: name, Value: value };
}

/** The answer to GetParameter or GetParameters when every name is one of ours; otherwise the emulator's turn. */
export function publicParameterReply(
  action: string | undefined,
  body: string,
  region: string,
): string | undefined {
  if (action !== "GetParameter" && action !== "GetParameters") {
    return undefined;
  }
  const { Name, Names } = JSON.parse(body) as { Name?: string; Names?: readonly string[] };
  const names = action === "GetParameter" ? [Name ?? ""] : (Names ?? []);
  const found = names.flatMap((name) => publicParameter(name) ?? []);
  if (found.length === 0 || found.length < names.length) {
    return undefined;
  }
  const parameters = found.map((parameter) => ({
    ...parameter,
    Type: "String",
    Version: 1,
    DataType: "text",
    ARN: `arn:aws:ssm:${region}::parameter${parameter.Name}`,
  }));
  return JSON.stringify(
    action === "GetParameter"
      ? { Parameter: parameters[0] }
      : { Parameters: parameters, InvalidParameters: [] },
  );
}
