import { day, number, references } from '../../event-sourcing/projections/record-table.js';
import { blank, code, computed, count, type InputsOf, recordKind, says } from '../../fields/index.js';
import { defineRecord, type DecideContext, type EventOf, isRefusal, type Refusal, refuse } from '../../event-sourcing/record.js';
import { OWN } from '../../event-sourcing/rights.js';
import { hashed } from '../shared/documents.js';
import { nextNumber, numbered, withEdition } from '../shared/editions.js';
import { party } from '../shared/party.js';
import { afterEnd, notBefore } from '../shared/refusals.js';
import { unique } from '../shared/scope.js';
import {
  type Addendum,
  type GuidanceStatus,
  type GuidanceEdition,
  guidanceMaterialEvents,
  type GuidanceMaterialState,
  type Publication,
  slippage,
  guidanceMaterialCommands,
  guidanceMaterialFields,
  guidanceStatuses,
} from './guidance-material.fields.js';

type Events = readonly EventOf<typeof guidanceMaterialEvents>[];
type State = GuidanceMaterialState;

export const guidanceMaterial = defineRecord<State, InputsOf<typeof guidanceMaterialCommands>>()({
  kind: 'guidanceMaterial',
  events: guidanceMaterialEvents,
  rights: {
    relations: { owner: ({ publishers }) => publishers },
    commands: {
      initiateGuidance: OWN,
      announceEdition: OWN,
      publishEdition: OWN,
      announceAddendum: OWN,
      publishAddendum: OWN,
      promoteGuidance: OWN,
      adoptGuidance: ['reader'],
      supersedeEdition: OWN,
      withdrawGuidance: OWN,
    },
    saidByOthers: ['GuidanceAdoptedByActor'],
  },
  // Its first version always named a day.
  upcasters: { EditionAnnounced: [(data) => data] },
  initial: blank(guidanceMaterialFields),

  evolve: {
    GuidanceInitiated: (state, initiated) => ({ ...state, ...initiated }),
    EditionAnnounced: (state, { edition, expected = null }) => {
      const firstExpected = numbered(state.editions, edition)?.firstExpected ?? expected;
      return editionSaid(state, edition, { expected, firstExpected });
    },
    EditionPublished: (state, { edition, document }, { occurredAt, precision }) =>
      editionSaid(state, edition, { document, published: { occurredAt, precision } }),
    AddendumAnnounced: (state, { addendum, edition, title, expected = null }, { id: event }) => {
      const id = addendum ?? event;
      const firstExpected = addendumOf(state, id)?.firstExpected ?? expected;
      return addendumSaid(state, { id, edition, title, expected, firstExpected });
    },
    AddendumPublished: (state, { addendum, edition, title, document }, { id, occurredAt, precision }) =>
      addendumSaid(state, { id: addendum ?? id, edition, title, document, published: { occurredAt, precision } }),
    GuidancePromoted: (state, { activity, edition = null }, { occurredAt }) => ({
      ...state,
      promotions: [...state.promotions, { activity, edition, at: occurredAt }],
    }),
    GuidanceAdoptedByActor: (state, { actor, edition }, { occurredAt }) => ({
      ...state,
      adoptions: [...state.adoptions, { actor, edition, at: occurredAt }],
    }),
    EditionSuperseded: (state, { edition, by }) => editionSaid(state, edition, { supersededBy: by }),
    GuidanceWithdrawn: (state, { reason }, { occurredAt }) => ({ ...state, withdrawnAt: occurredAt, withdrawnReason: reason }),
  },

  decide: {
    initiateGuidance: ({ publishers, themes = [], ...rest }) => [
      { type: 'GuidanceInitiated', data: { ...rest, publishers: [...new Set(publishers)], themes: [...new Set(themes)] } },
    ],
    announceEdition: ({ edition, expected }, state, context): Events | Refusal =>
      open(state, context) ??
      unpublished(state, edition) ??
      atMost(edition, nextNumber(state.editions)) ??
      (numbered(state.editions, edition)?.expected === (expected ?? null)
        ? []
        : [{ type: 'EditionAnnounced', data: { edition, expected } }]),
    publishEdition: ({ edition, document: given }, state, context): Events | Refusal => {
      const document = hashed('document', given);
      const before = state.editions.filter(({ published }) => published !== null);
      return (
        open(state, context) ??
        unpublished(state, edition) ??
        atMost(edition, nextNumber(before)) ??
        notBefore('the edition before it', before.at(-1)?.published?.occurredAt, context) ??
        (isRefusal(document) ? document : [{ type: 'EditionPublished', data: { edition, document } }])
      );
    },
    announceAddendum: ({ addendum, edition, title, expected }, state, context): Events | Refusal =>
      open(state, context) ??
      addendumAwaited(state, addendum, edition) ??
      (numbered(state.editions, edition)
        ? [{ type: 'AddendumAnnounced', data: { addendum, edition, title, expected } }]
        : unknownEdition(edition, 'an addendum names an edition announced or published')),
    publishAddendum: ({ addendum, edition, title, document: given }, state, context): Events | Refusal => {
      const document = hashed('document', given);
      return (
        open(state, context) ??
        published(state, edition) ??
        addendumAwaited(state, addendum, edition) ??
        notBefore('its edition', numbered(state.editions, edition)?.published?.occurredAt, context) ??
        (isRefusal(document) ? document : [{ type: 'AddendumPublished', data: { addendum, edition, title, document } }])
      );
    },
    promoteGuidance: ({ activity, edition }, state, context): Events | Refusal =>
      open(state, context) ??
      (edition === undefined ? undefined : published(state, edition)) ??
      (state.promotions.some((one) => one.activity === activity && one.edition === (edition ?? null))
        ? []
        : [{ type: 'GuidancePromoted', data: { activity, edition } }]),
    adoptGuidance: (wanted, state, context): Events | Refusal => {
      const edition = wanted.edition ?? latest(state)?.number ?? 1;
      return (
        open(state, context) ??
        party(context) ??
        published(state, edition) ??
        (state.adoptions.some((one) => one.actor === context.party && one.edition === edition)
          ? []
          : [{ type: 'GuidanceAdoptedByActor', data: { actor: context.party!, edition } }])
      );
    },
    supersedeEdition: ({ edition, by }, state, context): Events | Refusal =>
      open(state, context) ??
      published(state, edition) ??
      published(state, by, 'by') ??
      (by <= edition
        ? refuse('NOT_LATER', 'a later edition takes the place of an earlier one', {
            field: 'by',
            value: by,
            rule: `by is more than ${edition}`,
          })
        : numbered(state.editions, edition)?.supersededBy === by
          ? []
          : [{ type: 'EditionSuperseded', data: { edition, by } }]),
    withdrawGuidance: says(guidanceMaterialEvents, 'GuidanceWithdrawn', (_command, state, { now }) =>
      open(state, { occurredAt: now }),
    ),
  },
});

/** Where guidance stands. */
export function guidanceStatus({ withdrawnAt, editions }: State): GuidanceStatus {
  if (withdrawnAt !== null) return 'WITHDRAWN';
  return editions.some(({ published }) => published !== null) ? 'PUBLISHED' : 'INITIATED';
}

/** The last edition published. */
export function latest({ editions }: Pick<State, 'editions'>): GuidanceEdition | undefined {
  return editions.filter(({ published }) => published !== null).at(-1);
}

const unsaid: Publication = { firstExpected: null, expected: null, published: null, document: null };

function editionSaid(state: State, number: number, said: Partial<GuidanceEdition>): State {
  return { ...state, editions: withEdition(state.editions, { number, ...unsaid, supersededBy: null }, said) };
}

function addendumOf({ addenda }: State, id: string): Addendum | undefined {
  return addenda.find((one) => one.id === id);
}

/** The state with what is said of an addendum: announcement and publication name it by the same id, in whatever order they come. */
function addendumSaid(state: State, said: Partial<Addendum> & Pick<Addendum, 'id' | 'edition' | 'title'>): State {
  const known = addendumOf(state, said.id);
  const next = { ...unsaid, ...known, ...said };
  return { ...state, addenda: known ? state.addenda.map((one) => (one === known ? next : one)) : [...state.addenda, next] };
}

/** Refuses a change of guidance that was withdrawn; late reports of the time before are welcome. */
function open(state: State, { occurredAt }: Pick<DecideContext, 'occurredAt'>): Refusal | undefined {
  return afterEnd('guidance', guidanceStatus(state), state.withdrawnAt, occurredAt);
}

function unpublished(state: State, edition: number): Refusal | undefined {
  if (!numbered(state.editions, edition)?.published) return undefined;
  return refuse('EDITION_PUBLISHED', `edition ${edition} is published`, {
    field: 'edition',
    value: edition,
    rule: 'an edition is published once',
  });
}

/** Refuses an edition with a gap before it. */
function atMost(edition: number, next: number): Refusal | undefined {
  if (edition <= next) return undefined;
  return refuse('EDITION_OUT_OF_ORDER', `the next edition is ${next}`, {
    field: 'edition',
    value: edition,
    rule: 'edition numbers rise by one',
  });
}

function published(state: State, edition: number, field = 'edition'): Refusal | undefined {
  return numbered(state.editions, edition)?.published
    ? undefined
    : unknownEdition(edition, `${field} names a published edition`, field);
}

function unknownEdition(edition: number, rule: string, field = 'edition'): Refusal {
  return refuse('UNKNOWN_EDITION', 'no such edition is on record', { field, value: edition, rule });
}

/** Refuses an addendum (if one is named) that was not announced, or is published, or amends another edition. */
function addendumAwaited(state: State, addendum: string | undefined, edition: number): Refusal | undefined {
  if (addendum === undefined) return undefined;
  const known = addendumOf(state, addendum);
  const about = { field: 'addendum', value: addendum };
  if (!known) return refuse('UNKNOWN_ADDENDUM', 'no such addendum was announced', about);
  if (known.published)
    return refuse('ADDENDUM_PUBLISHED', 'it is published', { ...about, rule: 'an addendum is published once' });
  if (known.edition === edition) return undefined;
  return refuse('ANOTHER_EDITION', `the addendum amends edition ${known.edition}`, {
    field: 'edition',
    value: edition,
    rule: 'an addendum amends the edition for which it was announced',
  });
}

/** Actors that have adopted an edition, each once. */
export function adopters({ adoptions }: Pick<GuidanceMaterialState, 'adoptions'>): string[] {
  return unique(adoptions.map(({ actor }) => actor));
}

/** What is announced for a day and not published. */
export function awaited({ editions, addenda }: Pick<GuidanceMaterialState, 'editions' | 'addenda'>): Publication[] {
  return [...editions, ...addenda].filter(({ expected, published }) => expected !== null && published === null);
}

function nextExpected(state: GuidanceMaterialState): string | undefined {
  return awaited(state)
    .map(({ expected }) => expected!)
    .sort()[0];
}

function dayOf(publication: Publication | undefined): string | undefined {
  return publication?.published?.occurredAt.slice(0, 10);
}

export const guidanceMaterialKind = recordKind<GuidanceMaterialState>({
  definition: guidanceMaterial,
  description: 'Guidance that is published in editions: a compendium, guidelines, a tool.',
  plural: 'guidanceMaterials',
  it: 'the guidance “{title}”',
  fields: guidanceMaterialFields,
  commands: guidanceMaterialCommands,
  computed: {
    status: computed(code(guidanceStatuses, 'Where it stands.'), guidanceStatus),
    adopterCount: computed(count('How many actors have adopted an edition.'), (state) => adopters(state).length),
  },
  filters: ['title', 'guidanceKind', 'status', 'publishers', 'themes', 'targetScope', 'adopterCount'],
  columns: {
    edition: number('Number of the last edition published.', (state) => latest(state)?.number),
    published: day('The day on which the last edition was published.', (state) => dayOf(latest(state))),
    expected: day('The earliest day for which an edition or addendum is announced that is not published.', nextExpected),
    slippage: number(
      'Days from the day first announced for the last edition to its publication; below zero where it came early.',
      (state) => slippage(latest(state)),
    ),
    promotedAt: references('capacityActivity', 'Activities at which it was promoted.', (state) =>
      unique(state.promotions.map(({ activity }) => activity)),
    ),
    adopters: references('actor', 'Actors that have adopted an edition.', adopters),
  },
});
