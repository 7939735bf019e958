/** Every item of an operation that answers page by page; a page is asked for when it is read. */
export async function* pagesOf<Page>(
  ask: (token: string | undefined) => Promise<Page>,
  tokenOf: (page: Page) => string | undefined,
): AsyncGenerator<Page> {
  let token: string | undefined;
  do {
    const page = await ask(token);
    yield page;
    token = tokenOf(page);
  } while (token !== undefined);
}

/** The items of all pages in one list. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) {
    all.push(item);
  }
  return all;
}
