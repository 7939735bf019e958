import { parseImageReference } from "../../aws/imageReference";
import { registryCredentialsProblem } from "../../aws/secretArn";
import { type Problem, valueAt } from "../problems";
import { allApps, type Check, containersOf } from "./check";

/** Whether credentials are a secret that ECS can hand to the registry that an image is in. */
export const checkRegistryCredentials: Check = ({ config, raw, region }) => {
  const built = Object.keys(valueAt(raw, ["images"]) ?? {});
  return allApps(config)
    .flatMap(containersOf)
    .flatMap(({ path, image, registryCredentials }): Problem[] => {
      if (registryCredentials === undefined) {
        return [];
      }
      const place = [...path, "registryCredentials"];
      const wrong = registryCredentialsProblem(registryCredentials, region);
      const problems = wrong === undefined ? [] : [{ path: place, sentence: wrong }];
      if (image === undefined) {
        return problems;
      }
      const reference = built.includes(image) ? undefined : parseImageReference(image);
      if (built.includes(image) || reference?.ecr !== undefined) {
        return [
          ...problems,
          {
            path: place,
            sentence:
              "has no meaning for an image in ECR, which the execution role may pull; leave it out",
          },
        ];
      }
      return reference !== undefined && reference.digest === undefined
        ? [
            ...problems,
            {
              path: [...path, "image"],
              sentence: `needs its digest, because nobody can ask a private registry which one a tag means: ${reference.name}@sha256:<64 hexadecimal digits>`,
            },
          ]
        : problems;
    });
};
