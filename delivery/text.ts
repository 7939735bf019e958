/** Bytes as text; what is no UTF-8 becomes U+FFFD and a byte order mark stays, so that the parser can refuse both. */
export function textOf(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}
