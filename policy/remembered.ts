/** The same answer to the same object, worked out once, for as long as the object is there. */
export function remembered<From extends object, T>(work: (from: From) => T): (from: From) => T {
  const answers = new WeakMap<From, { readonly answer: T }>();
  return (from) => {
    const known = answers.get(from) ?? { answer: work(from) };
    answers.set(from, known);
    return known.answer;
  };
}
