/** True when a text fits a pattern as IAM reads it: `*` is any text, `?` one letter, case is nothing. */
export function fits(pattern: string, text: string): boolean {
  const [wanted, given] = [pattern.toLowerCase(), text.toLowerCase()];
  let [at, position] = [0, 0];
  let [star, resume] = [-1, 0];
  // Only the last star is ever tried again, so that no pattern takes long.
  while (position < given.length) {
    if (wanted[at] === "*") {
      [star, resume] = [at, position];
      at += 1;
    } else if (wanted[at] === "?" || (at < wanted.length && wanted[at] === given[position])) {
      at += 1;
      position += 1;
    } else if (star >= 0) {
      resume += 1;
      [at, position] = [star + 1, resume];
    } else {
      return false;
    }
  }
  return /^\**$/.test(wanted.slice(at));
}

export function hasWildcard(text: string): boolean {
  return /[*?]/.test(text);
}
