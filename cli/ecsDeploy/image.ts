import { parseImageReference } from "../../aws/imageReference";
import { type Environment } from "../io";
import { imageForm } from "./assignments";
import { UsageRefusal } from "./refusal";

/**
 * The image that --image names. Its own tag comes first, then that in the variable, then its digest, then `latest`.
 *
 * @param variable name of the variable that may hold a tag.
 * @throws UsageRefusal 13 for what is no image, 1 for a variable that is none.
 */
export function wantedImage(typed: string, variable: string | undefined, env: Environment): string {
  // `repo:$TAG` with an empty variable: the shell tool takes that for an image without a tag.
  const text = typed.replace(/:$/, "").replace(":@sha256:", "@sha256:");
  const reference = parseImageReference(text);
  if (reference === undefined) {
    // The older help of the shell tool has such images in single quotes.
    const hint = /[`$]/.test(typed)
      ? "Nothing in it is evaluated here; in double quotes the shell does that before."
      : imageForm;
    throw new UsageRefusal(13, `--image "${typed}" is not an image.`, hint);
  }
  const tag = variable === undefined ? undefined : tagIn(variable, env);
  const hasTag = text.slice(reference.name.length).startsWith(":");
  if (hasTag || (tag === undefined && reference.digest !== undefined)) {
    return text;
  }
  return `${reference.name}:${tag ?? "latest"}`;
}

/** The tag in a variable; undefined where it is set and empty. */
function tagIn(variable: string, env: Environment): string | undefined {
  if (!/^[A-Za-z_]\w*$/.test(variable)) {
    throw new UsageRefusal(
      1,
      `--tag-env-var takes the name of a variable, got "${variable}".`,
      `For its value: --image NAME:${variable}`,
    );
  }
  const tag = env[variable];
  if (tag === undefined) {
    throw new UsageRefusal(
      1,
      `--tag-env-var: the variable ${variable} is not set.`,
      `export ${variable}=…, or write the tag into --image.`,
    );
  }
  if (tag !== "" && !/^\w[\w.-]{0,127}$/.test(tag)) {
    throw new UsageRefusal(13, `--tag-env-var: the value of ${variable} is no tag.`, imageForm);
  }
  return tag === "" ? undefined : tag;
}

/** The image with another tag; a digest goes, because it would name the old content. */
export function withTag(image: string, tag: string): string | undefined {
  const reference = parseImageReference(image);
  return reference && `${reference.name}:${tag}`;
}
