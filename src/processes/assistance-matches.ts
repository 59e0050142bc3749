import { v5 as uuidV5 } from 'uuid';
import { parseStream } from '../event-sourcing/catalogue.js';
import { type Handling, type RecordedEvent } from '../event-sourcing/envelope.js';
import { strictest } from '../event-sourcing/handling.js';
import { type Process, type ProcessCommand, type ReactionContext } from '../event-sourcing/processes/process.js';
import { type LoadedRecord } from '../event-sourcing/record-loader.js';
import { type AssistanceMatchState } from '../records/assistance-match/assistance-match.fields.js';
import { type AssistanceNeedState } from '../records/assistance-need/assistance-need.fields.js';
import { type AssistanceOfferState } from '../records/assistance-offer/assistance-offer.fields.js';
import { type AssistanceProjectState } from '../records/assistance-project/assistance-project.fields.js';
import { isReservedFor } from '../records/shared/reservations.js';
import { notBefore } from './not-before.js';

/** Namespace of the ids of projects that are opened for matches (uuid v5 of the match). */
const PROJECTS = '7f1f4b1e-3c52-5a0b-9f0e-5d2c8e1a6b34';

/** A match with its two records, as they stand. */
interface Matched {
  readonly id: string;
  readonly match: AssistanceMatchState;
  readonly need: AssistanceNeedState;
  readonly offer: AssistanceOfferState;
  readonly records: Readonly<Record<'match' | 'need' | 'offer', LoadedRecord>>;
}

/**
 * Leads a match that both sides accepted: its parts of need and offer are reserved, it is confirmed, and a project delivers it: the one that it names, or a
 * new one. Where a part cannot be reserved, the match is broken for that reason. What is reserved for a match that is over is released.
 */
export const assistanceMatches: Process = {
  name: 'assistance-matches',
  reads: {
    assistanceMatch: [
      'MatchAcceptedByRecipient',
      'MatchAcceptedByProvider',
      'MatchDeclinedByRecipient',
      'MatchDeclinedByProvider',
      'MatchConfirmed',
      'MatchProjectAssigned',
      'MatchBroken',
    ],
    assistanceNeed: ['NeedReserved'],
    assistanceOffer: ['OfferReserved'],
    assistanceProject: ['ProjectCancelled', 'RecordRestored'],
  },

  async react(event, context) {
    const { kind, id } = parseStream(event.stream);
    if (kind === 'assistanceProject')
      return { commands: await (event.type === 'RecordRestored' ? resumed : abandoned)(event, id, context) };
    const matched = await find(kind === 'assistanceMatch' ? id : (event.data as { match: string }).match, context);
    const { match } = matched;
    const links = match.projects.map((project) => ({
      subject: `assistanceProject-${project}`,
      linked: `assistanceMatch-${matched.id}`,
    }));
    if (match.status === 'DECLINED' || match.status === 'BROKEN') return { commands: released(event, matched), links };
    if (event.type === 'MatchConfirmed') return { commands: await delivered(event, matched, context), links };
    return { commands: match.status === 'ACCEPTED' ? accepted(event, matched) : [], links };
  },
};

async function find(id: string, { load }: ReactionContext): Promise<Matched> {
  const loaded = await load('assistanceMatch', id);
  const match = loaded.state as AssistanceMatchState;
  const [need, offer] = await Promise.all([load('assistanceNeed', match.need), load('assistanceOffer', match.offer)]);
  const records = { match: loaded, need, offer };
  return { id, match, records, need: need.state as AssistanceNeedState, offer: offer.state as AssistanceOfferState };
}

/** The next step towards the confirmation: each is answered by an event that leads to the one after it. */
function accepted(event: RecordedEvent, { id, match, need, offer, records }: Matched): ProcessCommand[] {
  const answers = match.parties.map(({ at }) => at);
  const reserving = (kind: string, name: string, record: string, ...since: (string | null | undefined)[]): ProcessCommand => ({
    ...{ kind, name, id: record, input: { match: id }, references: [reference('match', 'assistanceMatch', id)] },
    tells: [records.match],
    occurredAt: notBefore(event, ...answers, ...since),
    otherwise: ({ message }) => broken(event, id, match, message, [records.need, records.offer]),
  });
  if (!isReservedFor(need, id))
    return [reserving('assistanceNeed', 'reserveNeed', match.need, need.balancedAt, need.position?.at)];
  if (!isReservedFor(offer, id)) return [reserving('assistanceOffer', 'reserveOffer', match.offer, offer.balancedAt)];
  const reserved = [...need.reservations, ...offer.reservations].filter((one) => one.match === id).map(({ at }) => at);
  return [
    { kind: 'assistanceMatch', name: 'confirmMatch', id, input: {}, occurredAt: notBefore(event, ...answers, ...reserved) },
  ];
}

/** The project that the match names, with the provider among those who fund it; or a new one. */
async function delivered(event: RecordedEvent, matched: Matched, { load }: ReactionContext): Promise<ProcessCommand[]> {
  const { id, match } = matched;
  if (match.projects.length === 0) {
    const project = uuidV5(id, PROJECTS);
    const opening = await opened(project, matched, load);
    return [
      opening,
      {
        tells: [{ meta: { handling: opening.handling!, originator: { actor: match.provider, user: '' } } }],
        ...{ kind: 'assistanceMatch', name: 'assignMatchProject', id, input: { project } },
        references: [reference('project', 'assistanceProject', project)],
        occurredAt: notBefore(event, match.confirmedAt),
      },
    ];
  }
  const commands = match.projects.map(async (project): Promise<ProcessCommand[]> => {
    const { partners } = (await load('assistanceProject', project)).state as AssistanceProjectState;
    if (partners.some(({ actor, role, until }) => actor === match.provider && role === 'FUNDING' && until === null)) return [];
    return [
      {
        kind: 'assistanceProject',
        name: 'assignPartnerRole',
        id: project,
        input: { actor: match.provider, role: 'FUNDING' },
        tells: [matched.records.match],
      },
    ];
  });
  return (await Promise.all(commands)).flat();
}

/** What the provider does is said in the words of its offer: the project may be shown where the need is not. */
async function opened(
  project: string,
  { match, records, offer, need }: Matched,
  load: ReactionContext['load'],
): Promise<ProcessCommand> {
  const { country } = (await load('actor', match.recipient)).state as { readonly country?: string };
  const { title, description } = offer;
  const themes = need.themes.filter((theme) => offer.themes.includes(theme));
  return {
    ...{ kind: 'assistanceProject', name: 'openProject', creates: true, id: project, actor: match.provider },
    input: {
      ...{ reporter: match.provider, status: 'PIPELINE', title, description, themes },
      partners: [{ actor: match.provider, role: 'FUNDING' }],
      ...(country ? { recipients: [{ country, percentage: 100 }] } : {}),
    },
    handling: forBoth(match, records),
  };
}

/** The strictest label of what it rests on, with both sides among the readers. */
function forBoth({ recipient, provider }: AssistanceMatchState, { match, need, offer }: Matched['records']): Handling {
  const { tlp, audience } = strictest([match.meta, need.meta, offer.meta]);
  if (tlp === 'CLEAR' || tlp === 'GREEN') return { tlp, audience };
  if (tlp === 'RED') return { tlp, audience: [...new Set([...audience, `user:${match.meta.originator.user}`])] };
  const organisations = audience.filter((member) => member.startsWith('org:'));
  return { tlp, audience: [...new Set([...organisations, `org:${recipient}`, `org:${provider}`])] };
}

function released(event: RecordedEvent, { id, match, need, offer, records }: Matched): ProcessCommand[] {
  const releasing = (kind: string, name: string, record: string, balancedAt: string | null): ProcessCommand => ({
    ...{ kind, name, id: record, input: { match: id, reason: match.endedReason ?? undefined } },
    references: [reference('match', 'assistanceMatch', id)],
    tells: [records.match],
    occurredAt: notBefore(event, match.endedAt, balancedAt),
  });
  return [
    ...(isReservedFor(need, id) ? [releasing('assistanceNeed', 'releaseNeedReservation', match.need, need.balancedAt)] : []),
    ...(isReservedFor(offer, id) ? [releasing('assistanceOffer', 'releaseOfferReservation', match.offer, offer.balancedAt)] : []),
  ];
}

/** What a project that was voided could not be sent of the matches that it delivers. */
async function resumed(event: RecordedEvent, project: string, context: ReactionContext): Promise<ProcessCommand[]> {
  const matches = await context.linked(`assistanceProject-${project}`);
  const commands = matches.map(async (stream) => {
    const matched = await find(parseStream(stream).id, context);
    return matched.match.status === 'CONFIRMED' ? delivered(event, matched, context) : [];
  });
  return (await Promise.all(commands)).flat();
}

/** Breaks the matches that a project which was given up was to deliver, where no other project does. */
async function abandoned(event: RecordedEvent, project: string, { load, linked }: ReactionContext): Promise<ProcessCommand[]> {
  const matches = await linked(`assistanceProject-${project}`);
  const commands = matches.map(async (stream): Promise<ProcessCommand[]> => {
    const { id } = parseStream(stream);
    const match = (await load('assistanceMatch', id)).state as AssistanceMatchState;
    if (match.status !== 'CONFIRMED') return [];
    const projects = await Promise.all(match.projects.map((one) => load('assistanceProject', one)));
    const goesOn = projects.some(({ state }) => (state as AssistanceProjectState).status !== 'CANCELLED');
    return goesOn ? [] : [broken(event, id, match, 'the project that was to deliver it was cancelled', projects)];
  });
  return (await Promise.all(commands)).flat();
}

function broken(
  event: RecordedEvent,
  id: string,
  { confirmedAt, parties }: AssistanceMatchState,
  reason: string,
  tells: readonly LoadedRecord[],
): ProcessCommand {
  const occurredAt = notBefore(event, confirmedAt, ...parties.map(({ at }) => at));
  return { kind: 'assistanceMatch', name: 'breakMatch', id, input: { reason }, tells, occurredAt };
}

function reference(field: string, kind: string, id: string) {
  return { field, kind, id };
}
