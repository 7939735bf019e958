import { image as imageOfApp } from "../../../support/cliFixtures";

export { shop } from "../../../support/cli";

/** An image of the app main/web, told apart by one hex digit. */
export function image(digit: string): string {
  return imageOfApp("web", digit);
}
