import { type Services, type ServicePlace } from "../aws/ecs";
import { imagesOfDefinition, type Images } from "../images";

/** A deployment that ECS rolled back, with the images that it was to bring. */
export interface RolledBack {
  readonly createdAt: Date;
  readonly images: Images;
  readonly reason: string | undefined;
}

/**
 * What ECS rolled back, newest first. The images come from its own record, and from the task definition
 * where the record has none. One of which nothing is known any more is left out.
 */
export async function rolledBackImages(
  services: Pick<Services, "rolledBack" | "definition">,
  at: ServicePlace,
  since?: Date,
): Promise<RolledBack[]> {
  const found = await services.rolledBack(at, since);
  const known = await Promise.all(
    found.map(async ({ createdAt, reason, images, taskDefinition }) => {
      if (Object.keys(images).length > 0) {
        return [{ createdAt, reason, images }];
      }
      return taskDefinition === undefined
        ? []
        : [
            {
              createdAt,
              reason,
              images: imagesOfDefinition(await services.definition(taskDefinition)),
            },
          ];
    }),
  );
  return known.flat();
}
