/** What something is about and where: themes (`CH-03`), countries (ISO 3166-1 alpha-2) and regions (UN M49, or a group of our own), each once. */
interface Scope {
  readonly themes: readonly string[];
  readonly countries: readonly string[];
  readonly regions: readonly string[];
}

/** The scope that a command gives, each code once; what it leaves out is empty. */
export function scopeOf({ themes = [], countries = [], regions = [] }: Partial<Scope>): Scope {
  return { themes: unique(themes), countries: unique(countries), regions: unique(regions) };
}

/** Each value once. */
export function unique<T>(values: readonly T[] = []): T[] {
  return [...new Set(values)];
}
