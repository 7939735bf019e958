/** Things by the key that the configuration gives them. */
export class Keyed<T> {
  private constructor(
    private readonly what: string,
    private readonly items: ReadonlyMap<string, T>,
  ) {}

  /**
   * Makes one thing of each entry, in their order.
   *
   * @param what What the things are, for the error of {@link Keyed.get}, such as `cluster`.
   */
  public static of<V, T>(
    what: string,
    entries: Iterable<readonly [string, V]>,
    make: (value: V, key: string) => T,
  ): Keyed<T> {
    return new Keyed(
      what,
      new Map(Array.from(entries, ([key, value]) => [key, make(value, key)] as const)),
    );
  }

  /** Things that are there already. */
  public static from<T>(what: string, items: ReadonlyMap<string, T>): Keyed<T> {
    return new Keyed(what, items);
  }

  /** The thing of a key, if there is one. */
  public find(key: string): T | undefined {
    return this.items.get(key);
  }

  /** @throws Error that names the keys that there are. */
  public get(key: string): T {
    const item = this.items.get(key);
    if (item === undefined) {
      const keys = [...this.items.keys()].join(", ");
      throw new Error(`There is no ${this.what} "${key}". Legal are: ${keys || "none"}.`);
    }
    return item;
  }

  /** All things by their keys. */
  public get all(): ReadonlyMap<string, T> {
    return this.items;
  }

  /** Something of each thing, by the same key. */
  public map<U>(value: (item: T) => U): Record<string, U> {
    return Object.fromEntries([...this.items].map(([key, item]) => [key, value(item)] as const));
  }
}
