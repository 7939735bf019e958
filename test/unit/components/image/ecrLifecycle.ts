import { type LifecyclePolicyDocument } from "../../../../components/image/lifecyclePolicy";

export interface Stored {
  readonly id: number;
  readonly tags: readonly string[];
}

/**
 * What ECR would leave, by its own rules of evaluation (Amazon ECR user guide, "Lifecycle policy
 * evaluation rules"): all rules look at all images, and an image that a rule selects by its tags is
 * not removed by a rule with a higher priority number. Images are given by their push, newest first.
 */
export function kept(images: readonly Stored[], { rules }: LifecyclePolicyDocument): number[] {
  const byPriority = [...rules].sort((a, b) => a.rulePriority - b.rulePriority);
  const selects = (rule: (typeof rules)[number], image: Stored) =>
    rule.selection.tagStatus === "any" ||
    (rule.selection.tagPatternList ?? []).every((pattern) =>
      image.tags.some((tag) =>
        pattern.endsWith("*") ? tag.startsWith(pattern.slice(0, -1)) : tag === pattern,
      ),
    );
  return images
    .filter((image) => {
      const rule = byPriority.find((candidate) => selects(candidate, image));
      if (rule === undefined) {
        return true;
      }
      const place = images.filter((other) => selects(rule, other)).indexOf(image);
      return place < rule.selection.countNumber;
    })
    .map((image) => image.id);
}
