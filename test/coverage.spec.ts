import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { exercise } from '../src/demonstration/exercise/exercise.js';
import { briefing, recordAll } from '../src/demonstration/record.js';
import { testService, type TestService } from './support/service.js';

interface Row {
  readonly statement: string;
  readonly events: readonly string[];
  readonly query: string;
  readonly test: string;
}

interface Field {
  readonly name: string;
  readonly args: readonly { readonly type: { readonly kind: string }; readonly defaultValue: string | null }[];
  readonly type: { readonly ofType: { readonly name: string | null } | null };
}
const isRequired = ({ type, defaultValue }: Field['args'][number]) => type.kind === 'NON_NULL' && defaultValue === null;

const root = new URL('../', import.meta.url);
const rows: readonly Row[] = readFileSync(new URL('docs/coverage.md', root), 'utf8')
  .split('\n')
  .filter((line) => /^\| S\d/.test(line))
  .map((line) => {
    const [, statement = '', , , events = '', , query = '', test = ''] = line.split('|').map((cell) => cell.trim());
    return { statement, events: events.match(/\w+/g) ?? [], query: query.replaceAll('`', ''), test };
  });

/** Whether an answer says something: nothing in it is null or an empty list, down to the first entries of its lists. */
function saysSomething(value: unknown): boolean {
  if (value === null || value === undefined) return false;
  if (Array.isArray(value)) return value.length > 0;
  return typeof value !== 'object' || Object.values(value).every(saysSomething);
}

describe('the table of what the source says', () => {
  let concord: TestService;
  const happened = new Set<string>();
  beforeAll(async () => {
    concord = await testService();
    const { handler, store } = concord.service;
    await recordAll(handler, briefing());
    await recordAll(handler, exercise(1));
    await concord.settled();
    for await (const { type } of store.readAll()) happened.add(type);
  });
  afterAll(() => concord.close());

  it('has every statement, once and in order', () => {
    expect(rows.map(({ statement }) => statement)).toEqual(Array.from({ length: 47 }, (_, i) => `S${i + 1}`));
  });

  it('stands on a demonstration in which every list and view has something to show', async () => {
    const { fields } = (
      await concord.ask(
        '{ __type(name: "Query") { fields { name args { type { kind } defaultValue } type { ofType { name } } } } }',
      )
    ).data.__type;
    const lists = (fields as Field[]).filter(
      // Emergencies and imports are not for callers without a key to see; what giver and taker both say comes with imports.
      ({ name, args, type }) =>
        !['emergencyAccesses', 'importJobs', 'transferMatches'].includes(name) &&
        type.ofType?.name?.endsWith('Connection') &&
        !args.some(isRequired),
    );
    expect(lists.length).toBeGreaterThan(40);
    const asked = lists.map(({ name }) => `${name} { totalCount }`).join(' ');
    const { data, errors } = await concord.ask(`{ at(after: "${await concord.service.store.head()}") { ${asked} } }`, {}, null);
    expect(errors).toBeUndefined();
    expect(Object.entries<{ totalCount: number }>(data.at).filter(([, { totalCount }]) => totalCount === 0)).toEqual([]);
  });

  it.each(rows.map((row) => [row.statement, row] as const))(
    '%s is answered on the demonstration, by events that occur, and held by a test',
    async (_statement, { events, query, test }) => {
      const { data, errors } = await concord.ask(`{ at(after: "${await concord.service.store.head()}") { ${query} } }`, {}, null);
      expect(errors).toBeUndefined();
      expect({ query, something: saysSomething(data.at) }).toEqual({ query, something: true });
      expect(events.length).toBeGreaterThan(0);
      expect(events.filter((type) => !happened.has(type))).toEqual([]);
      expect(existsSync(new URL(test, root))).toBe(true);
    },
  );
});
