import { withoutCredentials } from "../../aws/credentials";

const [begin, end] = ["-----BEGIN ", "-----END "];
const keyBegins = /^-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
/** A line of a private key: base64, or a header such as `Proc-Type: 4,ENCRYPTED`. */
const keyLine = /^(?:[A-Za-z0-9+/=]*|(?:Proc-Type|DEK-Info|Version|Comment): [^\n]*)$/;

/**
 * Takes the credentials out of lines as they come. A private key is written line by line, so a filter remembers which
 * writer is in the middle of one.
 */
export function credentialFilter(): (writer: string, text: string) => string {
  const inKey = new Set<string>();
  return (writer, text) => {
    if (inKey.has(writer)) {
      const isEnd = text.includes(end);
      const isKey = isEnd || keyLine.test(text.trim());
      if (isEnd || !isKey) {
        inKey.delete(writer);
      }
      if (isKey) {
        return "[hidden]";
      }
    }
    const from = text.lastIndexOf(begin);
    if (from > text.lastIndexOf(end) && keyBegins.test(text.slice(from))) {
      inKey.add(writer);
    }
    return withoutCredentials(text);
  };
}
