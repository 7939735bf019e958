/** Wider than any network that one owner has: 10.0.0.0/8 is the widest private one of IPv4. */
const widest = { v4: 8, v6: 7 };

/**
 * True for a range that is the internet or a part of it that nobody owns: 0.0.0.0/0, `0::/0`, and the
 * halves and quarters that make the same in pieces.
 */
export function isInternet(range: string): boolean {
  const [address = "", length] = range.trim().split("/");
  const bits = length === undefined ? Infinity : Number(length);
  return bits < (address.includes(":") ? widest.v6 : widest.v4);
}
