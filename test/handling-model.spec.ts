import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TLP, type Tlp } from '../src/event-sourcing/envelope.js';
import { CLEAR, english, testService, type TestService } from './support/service.js';
import { size } from './support/size.js';

/** Organisations, and the one that each is part of. */
const PART_OF: Readonly<Record<string, string | null>> = { agency: null, bureau: 'agency', desk: 'bureau', other: null };
const ORGANISATIONS = Object.keys(PART_OF);
/** Lists of organisations to share with. */
const COMMUNITIES: Readonly<Record<string, readonly string[]>> = { forum: ['bureau', 'other'], circle: ['agency'] };
/** Users and their organisation. */
const USERS: Readonly<Record<string, string>> = { ana: 'agency', ben: 'agency', bea: 'bureau', dan: 'desk', oto: 'other' };

interface Label {
  readonly tlp: Tlp;
  /** Organisations for AMBER and AMBER_STRICT, communities for these and GREEN, users for RED. */
  readonly audience: readonly string[];
}

interface Plan {
  readonly originator: string;
  /** The label at birth, and those given later by the originator. */
  readonly labels: readonly [Label, ...Label[]];
}

/** What TLP 2.0 says, in so many words. `null` is a reader without a key. */
function mayRead(reader: string | null, { tlp, audience }: Label, originator: string): boolean {
  if (tlp === 'CLEAR') return true;
  if (reader === null) return false;
  if (reader === originator) return true;
  if (tlp === 'GREEN' && audience.length === 0) return true;
  if (tlp === 'RED') return audience.includes(reader);
  const told = [...audience.flatMap((name) => COMMUNITIES[name] ?? [name]), USERS[originator]!];
  for (let organisation: string | null = USERS[reader]!; organisation !== null; organisation = PART_OF[organisation]!) {
    if (told.includes(organisation)) return true;
    if (tlp === 'AMBER_STRICT') return false;
  }
  return false;
}

const AUDIENCES: Readonly<Record<Tlp, string[]>> = {
  RED: Object.keys(USERS),
  AMBER_STRICT: [...ORGANISATIONS, ...Object.keys(COMMUNITIES)],
  AMBER: [...ORGANISATIONS, ...Object.keys(COMMUNITIES)],
  GREEN: Object.keys(COMMUNITIES),
  CLEAR: [],
};
const label: fc.Arbitrary<Label> = fc
  .constantFrom(...TLP)
  .chain((tlp) => fc.subarray(AUDIENCES[tlp]).map((audience) => ({ tlp, audience })));
const plan: fc.Arbitrary<Plan> = fc.record({
  originator: fc.constantFrom(...Object.keys(USERS)),
  labels: fc.tuple(label, fc.array(label, { maxLength: 2 })).map(([first, more]): [Label, ...Label[]] => [first, ...more]),
});

describe('what each reader sees', () => {
  let concord: TestService;
  const actors: Record<string, string> = {};
  const keys: Record<string, string> = {};
  beforeAll(async () => {
    concord = await testService();
    let last = '';
    for (const name of ['subject', ...ORGANISATIONS]) {
      const { record } = await concord.send('registerActor', { actorKind: 'INTL_ORG', name: english(name), handling: CLEAR });
      actors[name] = record.id as string;
      const parent = PART_OF[name] && actors[PART_OF[name]];
      if (parent)
        last = (await concord.send('affiliateActor', { id: record.id, parent, kind: 'PART_OF', onBehalfOf: parent })).receipt
          .position;
    }
    for (const [name, members] of Object.entries(COMMUNITIES)) {
      const formed = { name: english(name), steward: actors.subject, onBehalfOf: actors.subject, handling: CLEAR };
      const { record } = await concord.send('formCommunity', formed);
      actors[name] = record.id as string;
      for (const member of members) {
        const added = { id: record.id, member: actors[member], onBehalfOf: actors.subject };
        last = (await concord.send('addCommunityMember', added)).receipt.position as string;
      }
    }
    await concord.ask(`{ at(after: "${last}") { service { name } } }`);
    for (const [user, organisation] of Object.entries(USERS))
      keys[user] = await concord.key({ user, actor: actors[organisation], roles: ['COORDINATOR'], coordinates: 'ALL' });
  });
  afterAll(() => concord.close());

  const written = ({ tlp, audience }: Label) => ({ tlp, audience: audience.map((name) => actors[name] ?? `user_${name}`) });

  it('is what the Traffic Light Protocol says of the present label, and of each line’s own', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(plan, { minLength: 6, maxLength: 10 }), async (plans) => {
        let last = '';
        const ids: string[] = [];
        for (const { originator, labels } of plans) {
          const key = keys[originator]!;
          const [first, ...more] = labels;
          const declared = { actor: actors.subject, statement: english('x'), due: '2030-01-31', handling: written(first) };
          const { record, receipt } = await concord.send('declareCommitment', declared, 'id', key);
          ids.push(record.id as string);
          last = receipt.position as string;
          for (const to of more) {
            const changed = await concord.send('changeHandling', { id: record.id, to: written(to), reason: 'review' }, 'id', key);
            expect(changed.refusal).toBeNull();
            last = changed.receipt.position as string;
          }
        }
        const all = JSON.stringify(ids);
        for (const reader of [null, ...Object.keys(USERS)]) {
          const expected = plans.flatMap(({ originator, labels }, at) =>
            mayRead(reader, labels.at(-1)!, originator) ? [ids[at]!] : [],
          );
          const { data, errors } = await concord.ask(
            `{ at(after: "${last}") {
                 commitments(first: 50, filter: { ids: ${all} }) { totalCount nodes { id timeline { nodes { type } } } }
                 nodes(ids: ${all}) { id }
                 events(first: 100, filter: { records: ${all} }) { totalCount nodes { record { id } } } }
               past: at(knownAt: "position:${last}") { commitments(first: 50, filter: { ids: ${all} }) { nodes { id: recordId } } } }`,
            {},
            reader && keys[reader]!,
          );
          expect(errors).toBeUndefined();
          const { commitments, nodes, events } = data.at;
          const idsOf = (found: ({ id: string } | null)[]) => found.flatMap((one) => one?.id ?? []).sort();
          const right = { reader, ids: [...expected].sort() };
          expect({ reader, ids: idsOf(commitments.nodes) }).toEqual(right);
          expect(commitments.totalCount).toBe(expected.length);
          expect({ reader, ids: idsOf(nodes) }).toEqual(right);
          expect({ reader, ids: idsOf(data.past.commitments.nodes) }).toEqual(right);

          /** Lines that may be read: the record by its present label, and the line by the one it was written under. */
          const lines = plans.map(({ originator, labels }, at) => {
            const own = [labels[0], ...effective(labels).slice(0, -1)];
            return expected.includes(ids[at]!) ? own.filter((one) => mayRead(reader, one, originator)).length : 0;
          });
          const counted = (id: string) =>
            events.nodes.filter(({ record }: { record: { id: string } }) => record.id === id).length as number;
          expect({ reader, lines: ids.map(counted) }).toEqual({ reader, lines });
          for (const { id, timeline } of commitments.nodes) expect(timeline.nodes).toHaveLength(lines[ids.indexOf(id)]!);
          expect(events.totalCount).toBe(lines.reduce((sum, n) => sum + n, 0));
        }
      }),
      { numRuns: size('CONCORD_TEST_HANDLING', { short: 3, long: 20 }) },
    );
  });

  it('leaves out of a visible record the records that it names and the reader may not see', async () => {
    const hidden = { actorKind: 'INTL_ORG', name: english('Hidden'), handling: { tlp: 'RED', audience: [] } };
    const actor = (await concord.send('registerActor', hidden, 'id', keys.ana)).record.id as string;
    const declared = { actor, statement: english('of a hidden actor'), handling: CLEAR };
    const { record, receipt } = await concord.send('declareCommitment', declared, 'id', keys.ana);
    const ask = (key: string | null) =>
      concord.ask(
        `{ at(after: "${receipt.position}") { commitment(id: "${record.id}") { statement actor { id name } } actor(id: "${actor}") { id } } }`,
        {},
        key,
      );
    const statement = 'of a hidden actor';
    expect((await ask(keys.ana!)).data.at).toEqual({
      commitment: { statement, actor: { id: actor, name: 'Hidden' } },
      actor: { id: actor },
    });
    for (const key of [null, keys.oto!, keys.ben!]) {
      const { data, errors } = await ask(key);
      expect(errors).toBeUndefined();
      expect(data.at).toEqual({ commitment: { statement, actor: null }, actor: null });
    }
    const naming = (id: string) => concord.send('declareCommitment', { ...declared, actor: id }, 'id', keys.oto);
    const [unseen, missing] = [await naming(actor), await naming('actor_00000000-0000-4000-8000-000000000000')];
    expect({ ...unseen.refusal, value: '' }).toEqual({ ...missing.refusal, value: '' });
  });
});

/** Labels as they were given, those left out that changed nothing. */
function effective(labels: readonly Label[]): Label[] {
  return labels.filter((one, at) => at === 0 || JSON.stringify(one) !== JSON.stringify(labels[at - 1]));
}
