/** How commits and images are written for people, the same way in every command and notice. */

/** The first characters of a commit, enough to tell it from others. */
export function shortCommit(commitId: string): string {
  return commitId.slice(0, 7);
}

/** `…/shop/web@sha256:3f2a…` as `web@3f2a91c0ab12`, `…/shop/web:1.4` as `web:1.4`. */
export function shortImage(imageUri: string): string {
  const name = imageUri.slice(imageUri.lastIndexOf("/") + 1);
  return name.replace(/(?::[^@]*)?@sha256:([0-9a-f]{12})[0-9a-f]*$/, "@$1");
}
