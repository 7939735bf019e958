/** How facts are written for people, the same way in every command. */

import { printable } from "../delivery/text";

/** The first characters of a commit, enough to tell it from others. */
export function shortCommit(commitId: string): string {
  return commitId.slice(0, 7);
}

/** `…/shop/web@sha256:3f2a…` as `web@3f2a91c0ab12`, `…/shop/web:1.4` as `web:1.4`. */
export function shortImage(imageUri: string): string {
  const name = imageUri.slice(imageUri.lastIndexOf("/") + 1);
  return name.replace(/(?::[^@]*)?@sha256:([0-9a-f]{12})[0-9a-f]*$/, "@$1");
}

const units = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const;

/** "3 minutes ago"; what lies ahead counts as now, because clocks differ. */
export function ago(then: Date, now: Date): string {
  const seconds = Math.floor((now.getTime() - then.getTime()) / 1000);
  for (const [unit, length] of units) {
    const count = Math.floor(seconds / length);
    if (count >= 1) {
      return `${count} ${unit}${count === 1 ? "" : "s"} ago`;
    }
  }
  return "just now";
}

/** `2026-11-20 12:00:05Z`: sorts as it reads, and says its zone. */
export function timestamp(date: Date): string {
  return date
    .toISOString()
    .replace("T", " ")
    .replace(/\.\d+Z$/, "Z");
}

/** The first line of a message, as it may be shown on a terminal. */
export function subject(message: string): string {
  return printable(message.split("\n")[0] ?? "");
}

/** `1 task`, `2 tasks`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
