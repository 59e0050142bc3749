/** Work about one thing at a time, in the order in which it came; work about different things goes side by side. */
export class Turns {
  readonly #lines = new Map<string, (() => void)[]>();

  /** @param most work that may wait for one thing */
  constructor(readonly most = 1_000) {}

  /** Does work when all that came before it is done. @returns undefined where too much waits already */
  async take<T>(name: string, work: () => Promise<T>): Promise<T | undefined> {
    const line = this.#lines.get(name);
    if (!line) this.#lines.set(name, []);
    else if (line.length >= this.most) return undefined;
    else await new Promise<void>((resolve) => line.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#lines.get(name)!.shift();
      if (next) next();
      else this.#lines.delete(name);
    }
  }
}
