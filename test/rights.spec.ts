import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { Catalogue } from '../src/event-sourcing/catalogue.js';
import { type AnyRecordDefinition } from '../src/event-sourcing/record.js';
import { actorsIn, COMMON_RULES, isOwnRelation, type Relation } from '../src/event-sourcing/rights.js';
import { fromGlobalId, toGlobalId } from '../src/graphql/global-id.js';
import { recordModules } from '../src/records/index.js';
import { ADMIN_KEY } from './support/child-service.js';
import { buildServiceSchema } from '../src/commands/schema-files.js';
import { commonInput, type Deed, Deeds, type Name, TRIED, type Tried } from './support/deeds.js';
import { type Raw } from './support/made-up-input.js';
import { testService, type TestService } from './support/service.js';
import { size } from './support/size.js';

const COMMON = Object.keys(COMMON_RULES);
const definitions = new Map(recordModules.map(({ definition }) => [definition.kind, definition]));
/** Relations that a command which makes a record gives to whoever speaks. */
const BY_SPEAKING: Readonly<Record<string, Relation>> = {
  issueRecommendation: 'issuer',
  identifyNeed: 'assessor',
  proposeMatch: 'party',
  saveQuestion: 'owner',
};
/** The page on which people read and check who may what: what holds is compared with it, and not with the rules in the code. */
const PAGE = readFileSync(new URL('../docs/permissions.md', import.meta.url), 'utf8').split(/^## /m);

/** The rule of a command of a kind, as its line on the page says. @throws where it has none */
function ruleOf({ kind }: AnyRecordDefinition, name: string): Relation[] {
  const lines = [`${kind}\n`, 'Every kind of record\n'].map((title) => {
    const section = PAGE.find((one) => one.startsWith(title)) ?? '';
    return section.split('\n').find((line) => line.startsWith(`| \`${name}\``));
  });
  const line = lines[0] ?? lines[1];
  if (!line) throw new Error(`${name} of ${kind} has no line in docs/permissions.md`);
  const [, , standing, coordinator, process, administrator] = line.split('|').map((cell) => cell.trim());
  return [
    ...(standing === 'no' ? [] : (standing!.split(', ') as Relation[])),
    ...(coordinator === 'yes' || coordinator!.startsWith('of these') ? (['coordinator'] as const) : []),
    ...(process === 'yes' ? (['process'] as const) : []),
    ...(administrator === 'yes' ? (['administrator'] as const) : []),
  ];
}

/** Codes of those who may not. */
const DENIED = /^(RESERVED_FOR_\w+|NO_MANDATE|FORBIDDEN|UNAUTHENTICATED|UNKNOWN_RECORD)$/;

/** Of those who may not and those who may, how many try each command: all in the long run. */
const REFUSED = size('CONCORD_TEST_REFUSED', { short: 3, long: 1_000 });
const ALLOWED = size('CONCORD_TEST_ALLOWED', { short: 1, long: 1_000 });
/** Some of a list, others for another number. */
const some = <T>(all: readonly T[], count: number, nth: number): T[] =>
  all.length <= count ? [...all] : Array.from({ length: count }, (_, i) => all[(nth + i) % all.length]!);

interface Who {
  readonly role: 'NOBODY' | 'READER' | 'ADMINISTRATOR' | 'MEMBER' | 'COORDINATOR';
  /** Of a MEMBER its organisation, of a COORDINATOR the one that it coordinates (none: all). */
  readonly actor?: string;
  /** For whom it speaks: with a mandate, or without any leave. */
  readonly onBehalfOf?: string;
  readonly mandated?: boolean;
}

/** What the table says: who may send the command, by whom the relations of its rule are taken. */
function isAllowed(deed: Deed, who: Who, taken: Taken): boolean {
  const { definition, rule, actors, originator, judged, involved } = taken;
  const { role, onBehalfOf, mandated } = who;
  if (role === 'NOBODY' || role === 'READER') return false;
  if (role === 'ADMINISTRATOR') return rule.includes('administrator');
  // A mandate covers no records of actors, and lets nobody read what is for the two sides of a visit.
  if (onBehalfOf && (!mandated || ['actor', 'assessmentVisit'].includes(definition.kind))) return false;
  const open = rule.includes('reader') || rule.includes('other');
  if (role === 'COORDINATOR') {
    if (who.actor === undefined) return open || rule.includes('coordinator');
    if (involved.some((one) => one !== who.actor)) return false;
    const named = [...rule.flatMap((relation) => actors(relation)), ...(rule.includes('originator') ? originator : [])];
    return open || (rule.includes('coordinator') && (named.length > 0 ? named : originator).includes(who.actor));
  }
  const speaks = onBehalfOf ?? who.actor!;
  if (involved.some((one) => one !== speaks)) return false;
  return rule.some((relation) => {
    if (relation === 'originator') return !onBehalfOf && originator.includes(speaks);
    if (relation === 'other') return !judged.includes(speaks) && !judged.includes(who.actor!);
    return relation === 'reader' || relation === BY_SPEAKING[deed.name] || actors(relation).includes(speaks);
  });
}

interface Taken {
  readonly definition: AnyRecordDefinition;
  readonly rule: readonly Relation[];
  readonly actors: (relation: Relation) => readonly string[];
  readonly originator: readonly string[];
  readonly judged: readonly string[];
  readonly involved: readonly string[];
}

let concord: TestService;
let deeds: Deeds;
const keys = new Map<string, Promise<string | null>>();

beforeAll(async () => {
  // Before the service's own, which is the same schema with the service's readers in it.
  const schema = await buildServiceSchema();
  concord = await testService({ processes: [] });
  deeds = new Deeds(concord, schema);
  await deeds.start();
});
afterAll(() => concord.close());

/** Plain UUID of a public id of an actor. */
const plain = (actor: string) => fromGlobalId('actor', actor)!;

function keyOf({ role, actor }: Who): Promise<string | null> {
  const name = `${role} ${actor}`;
  const make = async () => {
    if (role === 'NOBODY') return null;
    if (role === 'ADMINISTRATOR') return ADMIN_KEY;
    if (role === 'READER') return concord.key({ name, roles: [role] });
    if (role === 'MEMBER') return concord.key({ name, roles: [role], actor });
    // The user who made the records: what is for few readers is there to be tried.
    return concord.key({ name, user: 'coordinator', roles: [role], coordinates: actor ? [actor] : 'ALL' });
  };
  if (!keys.has(name)) keys.set(name, make());
  return keys.get(name)!;
}

/** Sends a command. @returns the code of its refusal or error; `ACCEPTED`, or `SAME` where it changed nothing */
async function attempt(name: string, input: object, who: Who): Promise<string> {
  const onBehalfOf = who.onBehalfOf ? { onBehalfOf: toGlobalId('actor', who.onBehalfOf) } : {};
  const query = `mutation($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) {
    ${name}(input: $input) { receipt { eventIds } refusal { code } } }`;
  const { data, errors } = await concord.ask(query, { input: { ...input, ...onBehalfOf } }, await keyOf(who));
  if (errors) return errors[0]!.extensions.code as string;
  return data[name].refusal?.code ?? (data[name].receipt.eventIds.length > 0 ? 'ACCEPTED' : 'SAME');
}

async function takenOf(deed: Deed, tried: Tried, input: Raw): Promise<Taken> {
  const definition = definitions.get(deed.kind)!;
  const record = await concord.service.handler.load(deed.kind, fromGlobalId(deed.kind, tried.id)!);
  const made = Object.fromEntries(
    Object.entries(input).map(([key, value]) => [
      key,
      typeof value === 'string' ? (fromGlobalId('actor', value) ?? value) : value,
    ]),
  );
  const isItself = deed.creates && deed.kind === 'actor';
  const { judged, involves } = definition.rights;
  const actors = (relation: Relation) =>
    isItself || !isOwnRelation(relation) ? [] : actorsIn(relation, { definition, record, input: made });
  const involved = involves?.[deed.name] as ((command: unknown) => readonly string[]) | undefined;
  return {
    definition,
    rule: ruleOf(definition, deed.name),
    actors,
    originator: deed.creates ? [] : [record.meta.originator.actor].filter((actor) => actor !== null),
    judged: judged ? (judged(record.state, record.id, made) as string[]) : actors('owner'),
    involved: involved?.(made) ?? [],
  };
}

/** Everybody who could try: every role, and every relation that somebody stands in. */
function callers(taken: Taken): Who[] {
  const relations = Object.keys(taken.definition.rights.relations) as Relation[];
  const related = [...new Set([...relations.flatMap((relation) => taken.actors(relation)), ...taken.originator])];
  const { stranger, delegate, owner } = deeds.actors;
  return [
    { role: 'NOBODY' },
    { role: 'READER' },
    { role: 'ADMINISTRATOR' },
    { role: 'COORDINATOR' },
    ...[...related, plain(stranger)].flatMap((actor) => [
      { role: 'MEMBER', actor } as const,
      { role: 'COORDINATOR', actor } as const,
    ]),
    { role: 'MEMBER', actor: plain(stranger), onBehalfOf: plain(owner) },
    { role: 'MEMBER', actor: plain(delegate), onBehalfOf: plain(owner), mandated: true },
  ];
}

describe('every command, tried in every role and relation', () => {
  beforeAll(async () => {
    const { owner, delegate } = deeds.actors;
    const until = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    const { refusal } = await concord.send('grantMandate', { id: owner, to: delegate, until, reason: 'tried' });
    expect(refusal).toBeNull();
  });

  it.each(TRIED.map(({ definition }) => definition.kind))(
    'is taken or refused as the table says: %s',
    async (kind) => {
      const wrong: object[] = [];
      let outcomes = 0;
      for (const [nth, deed] of deeds
        .all(COMMON)
        .filter((one) => one.kind === kind)
        .entries()) {
        let tried = await deeds.fresh(kind);
        const inputOn = (on: Tried): Raw => {
          if (COMMON.includes(deed.name)) return commonInput(deed.name, on);
          return deed.creates ? deeds.making(kind).input : deeds.input(kind, deed.name, {}, on);
        };
        const taken = await takenOf(deed, tried, inputOn(tried));
        const all = callers(taken).map((who) => ({ who, allowed: isAllowed(deed, who, taken) }));
        const refused = some(
          all.filter(({ allowed }) => !allowed),
          REFUSED,
          nth,
        );
        const permitted = some(
          all.filter(({ allowed }) => allowed),
          ALLOWED,
          nth,
        );
        const codes = await Promise.all(refused.map(({ who }) => attempt(deed.name, inputOn(tried), who)));
        refused.forEach(({ who }, i) => {
          const isRefused = deed.creates ? !['ACCEPTED', 'SAME', 'BAD_USER_INPUT'].includes(codes[i]!) : DENIED.test(codes[i]!);
          if (!isRefused) wrong.push({ ...deed, who, table: 'refused', code: codes[i] });
        });
        // An actor that is deactivated says nothing more itself, so members come before coordinators.
        for (const { who } of permitted.sort((a, b) => (a.who.role < b.who.role ? 1 : -1))) {
          const code = await attempt(deed.name, inputOn(tried), who);
          if (DENIED.test(code) || code === 'BAD_USER_INPUT') wrong.push({ ...deed, who, table: 'allowed', code });
          if (code === 'ACCEPTED' && !deed.creates && kind !== 'actor') tried = await deeds.fresh(kind);
        }
        outcomes += refused.length + permitted.length;
      }
      expect(wrong).toEqual([]);
      expect(outcomes).toBeGreaterThan(0);
    },
    600_000,
  );
});

describe('a kind of record', () => {
  const definition = definitions.get('commitment')!;

  it('cannot be kept while a command has no row in its rights', () => {
    const { declareCommitment: _left, ...commands } = definition.rights.commands as Record<string, never>;
    const without = { ...definition, rights: { ...definition.rights, commands } };
    expect(() => new Catalogue([without])).toThrow('declareCommitment of commitment has no rule of who may send it');
  });

  it('cannot be kept while a rule names a relation that it does not have', () => {
    const commands = { ...definition.rights.commands, withdrawCommitment: ['invitee'] as const };
    const without = { ...definition, rights: { ...definition.rights, commands } } as AnyRecordDefinition;
    expect(() => new Catalogue([without])).toThrow(/withdrawCommitment of commitment names invitee/);
  });
});

describe('what no rule allows', () => {
  const until = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  let member: (name: Name) => Promise<string>;
  let declared: Tried;

  beforeAll(async () => {
    member = async (name) => (await keyOf({ role: 'MEMBER', actor: plain(deeds.actors[name]) }))!;
    declared = await deeds.fresh('commitment');
  });

  /** The code by which a command is refused; undefined where it is taken. */
  const code = async (name: string, input: object, by: Name) =>
    (await concord.send(name, input, 'id', await member(by))).refusal?.code as string | undefined;
  const commitment = (more: object = {}) => ({
    ...{ statement: [{ language: 'en', text: 'To train 40 officers' }], handling: { tlp: 'CLEAR', audience: [] } },
    ...more,
  });

  it('is to declare a commitment in another State’s name', async () => {
    const { owner } = deeds.actors;
    expect(await code('declareCommitment', commitment({ actor: owner }), 'stranger')).toBe('RESERVED_FOR_OWNER');
    expect(await code('declareCommitment', commitment({ actor: owner, onBehalfOf: owner }), 'stranger')).toBe('NO_MANDATE');
  });

  it.each([
    ['report 90 % on it', 'reportCommitmentProgress', { report: [{ language: 'en', text: 'Nearly' }], percent: 90 }],
    ['withdraw it', 'withdrawCommitment', { reason: 'x' }],
    ['move its due date', 'reviseCommitmentDueDate', { due: '2031-01-01', reason: 'x' }],
    ['void it', 'voidRecord', { reason: 'x' }],
    ['move its due date by a correction', 'correctRecord', { field: 'due', value: '2031-01-01', reason: 'x' }],
  ])('is to %s, where the commitment is another’s', async (_deed, name, input) => {
    const event = name === 'correctRecord' ? { eventId: declared.eventId } : {};
    expect(await code(name, { id: declared.id, ...input, ...event }, 'stranger')).toBe('RESERVED_FOR_OWNER');
  });

  it('is to say in another’s name by a correction what that one has not said', async () => {
    const { stranger } = deeds.actors;
    const correct = (on: Tried, field: string, value: string, by: Name) =>
      code('correctRecord', { id: on.id, eventId: on.eventId, field, value, reason: 'x' }, by);
    const fresh = await deeds.fresh('commitment');
    expect(await correct(fresh, 'actor', plain(stranger), 'owner')).toBe('NOT_CORRECTABLE');
    const acknowledged = await concord.send('acknowledgeCommitment', { id: fresh.id }, 'id', await member('second'));
    const said = { id: fresh.id, eventId: acknowledged.receipt.eventIds[0] };
    expect(await correct(said, 'by', plain(stranger), 'second')).toBe('NOT_CORRECTABLE');
    // Not even by a coordinator of all, once another has spoken.
    const made = await concord.send('correctRecord', { ...fresh, field: 'actor', value: plain(stranger), reason: 'x' });
    expect(made.refusal.code).toBe('NOT_CORRECTABLE');
    const unheard = await deeds.fresh('commitment');
    const moved = { ...unheard, field: 'actor', value: plain(stranger), reason: 'x' };
    expect((await concord.send('correctRecord', moved)).refusal).toBeNull();
    // A founder endorses for nobody else.
    const partnership = await deeds.fresh('partnership');
    const { data } = await concord.ask(`{ partnership(id: "${partnership.id}") { timeline { nodes { id type } } } }`);
    const lines = data.partnership.timeline.nodes as { id: string; type: string }[];
    const endorsed = lines.filter(({ type }) => type === 'PartnershipEndorsed');
    const codes = await Promise.all(
      endorsed.map(({ id }) => correct({ id: partnership.id, eventId: id }, 'party', plain(stranger), 'second')),
    );
    expect(codes.sort()).toEqual(['NOT_CORRECTABLE', 'RESERVED_FOR_SPEAKER']);
  });

  it('is to make another a member: it is none, asks and is asked nothing, until it agrees', async () => {
    const { id } = await deeds.fresh('partnership');
    const { founder, invitee, stranger } = deeds.actors;
    const members = async () => {
      const { data, errors } =
        await concord.ask(`{ at(after: "${await concord.service.store.head()}") { partnership(id: "${id}") {
        members { actor { id } } invited { actor { id } } } } }`);
      expect(errors).toBeUndefined();
      const ids = (those: { actor: { id: string } }[]) => those.map(({ actor }) => actor.id);
      return [ids(data.at.partnership.members), ids(data.at.partnership.invited)];
    };
    const both = [founder, deeds.actors.second];
    expect(await members()).toEqual([both, [invitee]]);
    const ask = { id, to: founder, subject: 'x' };
    expect(await code('requestInformation', ask, 'invitee')).toBe('RESERVED_FOR_PARTY');
    expect(await code('requestInformation', { ...ask, to: invitee }, 'founder')).toBe('NOT_A_MEMBER');
    expect(await code('agreePartnershipMembership', { id }, 'founder')).toBe('RESERVED_FOR_INVITEE');
    expect(await code('agreePartnershipMembership', { id, onBehalfOf: invitee }, 'founder')).toBe('NO_MANDATE');
    expect(await code('joinPartnership', { id, member: stranger }, 'stranger')).toBe('RESERVED_FOR_FOUNDER');
    expect(await code('agreePartnershipMembership', { id }, 'invitee')).toBeUndefined();
    expect(await members()).toEqual([[...both, invitee], []]);
    expect(await code('requestInformation', ask, 'invitee')).toBeUndefined();
  });

  it('is to void a partnership or a State, or to hide another’s record from everybody', async () => {
    const partnership = await deeds.fresh('partnership');
    for (const id of [partnership.id, deeds.actors.owner])
      expect(await code('voidRecord', { id, reason: 'x' }, 'stranger')).toBe('RESERVED_FOR_OWNER');
    const hidden = { id: declared.id, to: { tlp: 'RED', audience: [] }, reason: 'x' };
    expect(await code('changeHandling', hidden, 'stranger')).toBe('RESERVED_FOR_ORIGINATOR');
    expect(await code('changeHandling', { ...hidden, onBehalfOf: deeds.actors.maker }, 'stranger')).toBe('NO_MANDATE');
  });

  it('is to speak as a State by saying that one belongs to it, until the State agrees', async () => {
    const measure = await deeds.fresh('nationalMeasure');
    const claim = { id: deeds.actors.lead, parent: deeds.actors.owner, kind: 'PART_OF' };
    expect(await code('affiliateActor', claim, 'lead')).toBeUndefined();
    expect(await code('adoptMeasure', { id: measure.id }, 'lead')).toBe('RESERVED_FOR_OWNER');
    expect(await code('adoptMeasure', { id: measure.id, onBehalfOf: deeds.actors.owner }, 'lead')).toBe('NO_MANDATE');
    expect(await code('agreeActorAffiliation', claim, 'lead')).toBe('RESERVED_FOR_PARENT');
    expect(await code('agreeActorAffiliation', claim, 'owner')).toBeUndefined();
    expect(await code('adoptMeasure', { id: measure.id }, 'lead')).toBeUndefined();
  });

  it('is to verify what one’s organisation owns, reported, or recorded for another', async () => {
    const { owner, second } = deeds.actors;
    const { id } = await deeds.fresh('commitment');
    const mandate = { to: deeds.actors.organiser, until, reason: 'x' };
    for (const name of ['owner', 'second'] as const)
      expect(await code('grantMandate', { id: deeds.actors[name], ...mandate }, name)).toBeUndefined();
    expect(await code('reportCommitmentFulfilled', { id, onBehalfOf: owner }, 'organiser')).toBeUndefined();
    expect(await code('confirmCommitmentFulfilment', { id }, 'owner')).toBe('RESERVED_FOR_OTHER');
    expect(await code('confirmCommitmentFulfilment', { id, onBehalfOf: owner }, 'organiser')).toBe('RESERVED_FOR_OTHER');
    expect(await code('confirmCommitmentFulfilment', { id }, 'organiser')).toBe('OWN_VERIFICATION');
    expect(await code('confirmCommitmentFulfilment', { id, onBehalfOf: second }, 'organiser')).toBe('OWN_VERIFICATION');
    expect(await code('confirmCommitmentFulfilment', { id }, 'second')).toBeUndefined();
  });

  it('is to keep for oneself what was recorded for another: the label is that one’s to change', async () => {
    const { owner } = deeds.actors;
    const mandate = { id: owner, to: deeds.actors.invitee, until, reason: 'x' };
    expect(await code('grantMandate', mandate, 'owner')).toBeUndefined();
    const handling = { tlp: 'AMBER_STRICT', audience: [deeds.actors.invitee] };
    const input = commitment({ actor: owner, onBehalfOf: owner, handling });
    const { record } = await concord.send('declareCommitment', input, 'id', await member('invitee'));
    const widen = { id: record.id, to: { tlp: 'CLEAR', audience: [] }, reason: 'x' };
    expect(await code('changeHandling', widen, 'invitee')).toBe('RESERVED_FOR_ORIGINATOR');
    expect(await code('changeHandling', { ...widen, onBehalfOf: owner }, 'invitee')).toBe('RESERVED_FOR_ORIGINATOR');
    expect(await code('changeHandling', widen, 'owner')).toBeUndefined();
  });
});
