import { z } from 'zod';
import { codes, type Columns } from '../../event-sourcing/projections/record-table.js';

/** What something is about and where: themes (`CH-03`), countries (ISO 3166-1 alpha-2) and regions (UN M49, or a group of our own), each once. */
export const scope = { themes: z.array(z.string()), countries: z.array(z.string()), regions: z.array(z.string()) };

export interface Scope {
  readonly themes: readonly string[];
  readonly countries: readonly string[];
  readonly regions: readonly string[];
}

export const noScope: Scope = { themes: [], countries: [], regions: [] };

/** The scope that a command gives, each code once; what it leaves out is empty. */
export function scopeOf({ themes = [], countries = [], regions = [] }: Partial<Scope>): Scope {
  return { themes: unique(themes), countries: unique(countries), regions: unique(regions) };
}

/** What records with a scope are filtered by. */
export const scopeColumns: Columns<Scope> = {
  themes: codes('Challenges, conclusions and threats that it is about: `CO-05`.', ({ themes }) => themes),
  countries: codes('Countries that it is for: `KE`.', ({ countries }) => countries),
  regions: codes('Regions that it is for: `035`, `X-SEE`.', ({ regions }) => regions),
};

export function unique<T>(values: readonly T[] = []): T[] {
  return [...new Set(values)];
}
