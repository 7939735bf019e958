/** Shapes that a secret has in a line of text, each with the part before it that may stay. */
const shapes: readonly RegExp[] = [
  // Credentials within an address.
  /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s@]+(?=@)/gi,
  /(\b(?:authorization|x-api-key)["']?\s*[:=]\s*["']?(?:bearer|basic)?\s*)[^\s"',;]+/gi,
  /(\b(?:bearer|basic)\s+)[A-Za-z0-9._~+/=-]{8,}/gi,
  /((?:password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential)s?["']?\s*[:=]\s*["']?)[^\s"',;&]+/gi,
  // Keys of AWS, and JSON web tokens.
  /(\b)(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /(\b)eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g,
];

/**
 * A line without what looks like a secret. Logs are written by the app, and a report of a failure is
 * pasted into chats and tickets.
 */
export function redacted(line: string): string {
  return shapes.reduce((text, shape) => text.replace(shape, "$1[hidden]"), line);
}
