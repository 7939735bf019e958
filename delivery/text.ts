import { withoutCredentials } from "../aws/credentials";

/** Bytes as text; what is no UTF-8 becomes U+FFFD and a byte order mark stays, so that the parser can refuse both. */
export function textOf(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

const [bel, esc] = ["\u0007", "\u001b"];

/**
 * What a terminal takes for a command. No part can run past the next control character, so the time is linear.
 */
const sequences = new RegExp(
  [
    // Control sequences (CSI).
    `(?:${esc}\\[|\u009b)[0-?]{0,64}[ -/]{0,8}[@-~]`,
    // Strings that BEL or ST ends: OSC with titles and links, DCS and their kin.
    `(?:${esc}[\\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\\p{Cc}]*(?:${bel}|${esc}\\\\|\u009c)`,
    // Escapes of two characters.
    `${esc}[ -/]{0,8}[0-~]`,
  ].join("|"),
  "gu",
);

const lineBreaks = /\r\n?|[\n\v\f\u0085\u2028\u2029]/g;

/** Controls, and what has no width or turns the direction of what follows. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;
const unseenInLines = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * A text that someone else wrote, as one line that a terminal shows as it is: a line break in it could pass for a line
 * of ours, and a control sequence could write over one. It is never longer than the text.
 */
export function printable(text: string): string {
  return text
    .replace(sequences, "")
    .replace(lineBreaks, " ")
    .replace(/\t/g, " ")
    .replace(unseen, "");
}

/** The same with line breaks and tabs left as they are. */
export function printableLines(text: string): string {
  return text.replace(sequences, "").replace(lineBreaks, "\n").replace(unseenInLines, "");
}

/** Of a text that an app or AWS wrote, more is not shown in a report. */
export const longestText = 4096;

/**
 * What an app, a registry, a person or AWS wrote, as a report shows it: one line, printable, without credentials,
 * because a report is pasted into chats and tickets. The text is cut before it is searched, so that its length decides
 * nothing, and again after it, so that no half of a credential is left at the edge.
 */
export function reportText(text: string): string {
  const shown = withoutCredentials(printable(cut(text, 2 * longestText)));
  return cut(shown, longestText);
}

/** Several lines of one writer: a private key is spread over lines, and is looked for in all of them together. */
export function reportLines(lines: readonly string[]): string[] {
  const text = lines.map((line) => printable(cut(line, 2 * longestText))).join("\n");
  return withoutCredentials(text)
    .split("\n")
    .map((line) => cut(line, longestText));
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
