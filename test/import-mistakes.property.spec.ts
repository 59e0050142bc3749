import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { writeFile } from 'node:fs/promises';
import { documentFile, goodActivity, type Node, written } from './support/iati-documents.js';
import { KINDS, type Mistaken, mistaken } from './support/iati-mistakes.js';
import { log } from './support/iati-log.js';
import { size } from './support/size.js';
import { temporaryFile } from './support/temporary-file.js';

const RUNS = size('CONCORD_TEST_RUNS', { short: 40, long: 2_000 });
const IDENTIFIERS = ['X-1', 'X-2', 'X-3'];

/** What is on record after an import, but for what is marked as missing. */
async function taken(activities: readonly Node[]) {
  const { take, state, events } = log();
  const summary = await take(await documentFile(activities));
  const projects = await Promise.all(
    IDENTIFIERS.map(async (one) => {
      const { missing, ...rest } = await state(one);
      return { missing: missing ?? [], rest };
    }),
  );
  const streams = [...new Set((await events()).map(({ stream }) => stream))].sort();
  return { summary, projects, streams };
}

const good = fc.tuple(...IDENTIFIERS.map(goodActivity));
const mistakes = fc.tuple(
  ...IDENTIFIERS.map(() => fc.record({ kind: fc.constantFrom(...KINDS), nth: fc.nat(5), isMade: fc.boolean() })),
);

describe('an IATI document', () => {
  it('is taken whole, with no problem, where it has no mistake', async () => {
    await fc.assert(
      fc.asyncProperty(good, async (activities) => {
        const { summary, projects } = await taken(activities);
        expect(summary.problems).toEqual([]);
        expect(summary.items.opened).toBe(IDENTIFIERS.length);
        expect(projects.map(({ missing }) => missing)).toEqual([[], [], []]);
      }),
      { numRuns: RUNS / 4 },
    );
  });

  it('has each of its mistakes reported once, at its line, and all else of it is taken', async () => {
    await fc.assert(
      fc.asyncProperty(good, mistakes, async (activities, wanted) => {
        const made = activities.map((activity, i) => {
          const { kind, nth, isMade } = wanted[i]!;
          return isMade ? mistaken(activity, kind, nth) : undefined;
        });
        await check(activities, made);
      }),
      { numRuns: RUNS },
    );
  });

  it('that ends early, or is no XML from somewhere on, is taken up to there, and says at which line', async () => {
    const damages = fc.constantFrom('', '<', '&nbsp;', '</iati-activities>', '\u0001');
    await fc.assert(
      fc.asyncProperty(good, fc.double({ min: 0, max: 1, noNaN: true }), damages, async (activities, where, damage) => {
        const { text } = written(activities);
        const rows = text.split('\n');
        const kept = rows.slice(0, 2 + Math.floor(where * (rows.length - 4)));
        const { take, state } = log();
        const path = await temporaryFile('activities.xml', [...kept, damage].join('\n'));
        const { problems } = await take(path);
        const whole = kept.filter((row) => row === '</iati-activity>').length;
        const closes =
          damage === '</iati-activities>' && whole === kept.filter((row) => row.startsWith('<iati-activity ')).length;
        if (closes && whole > 0) expect(problems).toEqual([]);
        else expect(problems).toMatchObject([{ line: closes ? 1 : kept.length + 1, effect: 'FILE' }]);
        const states = await Promise.all(IDENTIFIERS.map(state));
        expect(states.filter(({ reporter }) => reporter)).toHaveLength(whole);
      }),
      { numRuns: RUNS / 4 },
    );
  });

  it('with bytes that are not in its encoding is taken with what stands around them, and says at which line they are', async () => {
    await fc.assert(
      fc.asyncProperty(good, fc.nat(), async (activities, nth) => {
        const rows = written(activities).text.split('\n');
        const texts = rows.flatMap((row, i) => (/^<narrative>[^ ]/.test(row) ? [i] : []));
        const at = texts[nth % texts.length]!;
        const bytes = (row: string, i: number) =>
          i === at
            ? Buffer.concat([Buffer.from('<narrative>Caf'), Buffer.from([0xe9]), Buffer.from('</narrative>')])
            : Buffer.from(row);
        const path = await temporaryFile('activities.xml', '');
        await writeFile(path, Buffer.concat(rows.flatMap((row, i) => [bytes(row, i), Buffer.from('\n')])));
        const { take } = log();
        const { problems, items } = await take(path);
        expect(problems).toMatchObject([{ line: at + 1, effect: 'PART' }]);
        expect(items.opened).toBe(IDENTIFIERS.length);
      }),
      { numRuns: RUNS / 4 },
    );
  });

  it('has every kind of mistake reported once, at its line', async () => {
    const [activity] = fc.sample(
      good.filter(([one]) => made(one!).length === KINDS.length),
      { numRuns: 1, seed: 1 },
    )[0]!;
    for (const one of made(activity!)) await check([activity!], [one]);
  });
});

function made(activity: Node): Mistaken[] {
  return KINDS.flatMap((kind) => mistaken(activity, kind, 0) ?? []);
}

async function check(activities: readonly Node[], made: readonly (Mistaken | undefined)[]) {
  const names = made.map((one) => one?.name);
  const document = activities.map((activity, i) => made[i]?.activity ?? activity);
  const { lines } = written(document);
  const expected = made.flatMap((one) =>
    !one || one.effect === 'NOT_READ' ? [] : [{ line: lines.get(one.at), effect: one.effect }],
  );
  const left = activities.flatMap((activity, i) => (made[i] ? (made[i].left ?? []) : activity));
  const [told, cured] = [await taken(document), await taken(left)];
  expect({ names, problems: told.summary.problems.map(({ line, effect }) => ({ line, effect })) }).toEqual({
    names,
    problems: expected,
  });
  expect({ names, projects: told.projects.map(({ rest }) => rest) }).toEqual({
    names,
    projects: cured.projects.map(({ rest }) => rest),
  });
  // Whom a part names that could not be recorded is on record.
  expect([...told.streams, names]).toEqual(expect.arrayContaining([...cured.streams, names]));
  for (const [i, one] of made.entries())
    expect([one?.name, told.projects[i]!.missing.length]).toEqual([one?.name, one?.effect === 'PART' ? 1 : 0]);
  const count = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((sum, n) => sum + n, 0);
  const strange = made.filter((one) => one?.effect === 'NOT_READ').length;
  if (made.every((one) => !one || one.effect === 'NOT_READ'))
    expect([names, count(told.summary.notRead)]).toEqual([names, count(cured.summary.notRead) + strange]);
}
