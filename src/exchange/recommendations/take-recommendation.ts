import { streamOf } from '../../event-sourcing/catalogue.js';
import { type Caller } from '../../event-sourcing/command-handler.js';
import { type RecordedEvent } from '../../event-sourcing/envelope.js';
import { corrected } from '../../event-sourcing/fold.js';
import { formatOccurred } from '../../event-sourcing/occurred.js';
import { toGlobalId } from '../../graphql/global-id.js';
import { commandIdOf, recommendationIdOf } from '../publication/identity.js';
import { type Taken } from '../publication/publication.js';
import { short } from '../publication/merge-activities.js';
import { type Place, type PublishedRecord, type Sender } from '../publication/sender.js';
import { type Row } from './read-recommendation.js';

const KIND = 'recommendation';

/** Something that a row says of a recommendation: the command that records it, and what its event then says. */
interface Statement {
  readonly what: string;
  /** Its mutation. */
  readonly command: string;
  readonly event: string;
  /** The organisation that said so. */
  readonly by: string;
  /** When it said so, if that is known. */
  readonly on?: string;
  /** Fields of the event. What is undefined says nothing. */
  readonly says: Readonly<Record<string, unknown>>;
  /** The same fields as the command takes them, where it takes ids. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Said again on another day, or without a day, it takes the place of what was said before; otherwise it corrects it. */
  readonly takesPlace?: true;
}

export function streamOfRow(row: Row): string {
  return streamOf(KIND, idOf(row));
}

/** How many commands a row may need. */
export function workOf(row: Row): number {
  return statementsOf(row).length;
}

/** Takes one row: makes the recommendation, or records what the file says otherwise than before. What others said of it since stands. */
export async function takeRecommendation<C extends Caller>(sender: Sender<C>, row: Row, signal?: AbortSignal): Promise<Taken> {
  const id = idOf(row);
  const place: Place = { line: row.line, identifier: row.identifier.slice(0, 500) };
  const before = await sender.published(KIND, id, place.identifier);
  if (before && sender.isVoided(before.record, place)) return 'notTaken';
  let changed = false;
  const send = async (command: string, raw: object, of: 'ITEM' | 'PART', newId?: string) => {
    const outcome = await sender.send(KIND, command, raw, place, of, newId);
    changed ||= outcome === 'recorded';
    return outcome;
  };
  const [issue, ...more] = statementsOf(row);
  if (!before) {
    const raw = { ...issue!.input, commandId: commandIdOf(id, issue!.what), occurredAt: issue!.on, onBehalfOf: issue!.by };
    if ((await send(issue!.command, { ...raw, handling: handlingOf(sender, row) }, 'ITEM', id)) === 'refused') return 'notTaken';
  }
  for (const one of before ? [issue!, ...more] : more) {
    if (signal?.aborted) break;
    const about = { id: toGlobalId(KIND, id), onBehalfOf: one.by };
    const said = (before?.events ?? []).filter(({ type }) => type === one.event);
    const last = said.at(-1);
    const other = last ? undefined : otherOf(before, one);
    if (other) {
      sender.step();
      for (const [field, value] of differencesOf(one, other.event, before!.all)) {
        const rule = `the dataset “${other.dataset}” says otherwise, which stands`;
        sender.report(place, { element: field, value: short(value), rule, effect: 'PART' });
      }
      continue;
    }
    const differences = last ? differencesOf(one, last, before!.events) : [];
    if (!last || (differences.length > 0 && isSaidAnew(one, differences))) {
      const commandId = commandIdOf(id, one.what, said.length, JSON.stringify([one.on, one.says]));
      await send(one.command, { ...one.input, ...about, commandId, occurredAt: one.on }, 'PART');
    } else if (differences.length === 0) sender.step();
    for (const [field, value] of last && !isSaidAnew(one, differences) ? differences : []) {
      const commandId = commandIdOf(id, 'correct', last!.id, field, await sender.revision(KIND, id));
      await send(
        'correctRecord',
        { ...about, commandId, eventId: last!.id, field, value, reason: 'as the file says now' },
        'PART',
      );
    }
  }
  return before ? (changed ? 'changed' : 'unchanged') : 'opened';
}

/** What another dataset said last of the same matter, and has not been told by this one. */
function otherOf(before: PublishedRecord<unknown> | undefined, { event: type }: Statement) {
  for (const [dataset, { events }] of before?.others ?? []) {
    const event = events.findLast((one) => one.type === type);
    if (event) return { dataset, event };
  }
  return undefined;
}

function idOf({ issuer, state, visit, identifier }: Row): string {
  return recommendationIdOf(issuer, state, visit, identifier);
}

/** What the organisations of the file may read where its label is not for all. */
function handlingOf<C extends Caller>({ tlp }: Sender<C>, { issuer, state }: Row) {
  return { tlp, audience: tlp.startsWith('AMBER') ? [`org:${issuer}`, `org:${state}`] : [] };
}

function statementsOf({ issuer, state, code, text, themes, instruments, visit, issued, ...row }: Row): Statement[] {
  const { response, leadAgency, action } = row;
  const says = { state, code, text, themes, instruments, visit };
  const cited = instruments?.map((one) => ({ ...one, instrument: toGlobalId('instrument', one.instrument) }));
  const input = { ...says, instruments: cited };
  return [
    { what: 'issue', command: 'issueRecommendation', event: 'RecommendationIssued', by: issuer, on: issued, says, input },
    ...(response ? [responseOf(state, response)] : []),
    ...(leadAgency ? [leadOf(state, leadAgency)] : []),
    ...(action ? [actionOf(state, action)] : []),
  ];
}

function responseOf(by: string, { on, ...says }: NonNullable<Row['response']>): Statement {
  const about = { command: 'recordRecommendationResponse', event: 'RecommendationResponseRecorded' };
  return { what: 'respond', ...about, by, on, says, input: says, takesPlace: true };
}

function leadOf(by: string, { on, ...says }: NonNullable<Row['leadAgency']>): Statement {
  const about = { command: 'designateLeadAgency', event: 'LeadAgencyDesignated' };
  return { what: 'designate', ...about, by, on, says, input: says, takesPlace: true };
}

function actionOf(by: string, { on, ...says }: NonNullable<Row['action']>): Statement {
  return { what: 'plan', command: 'planAction', event: 'ActionPlanned', by, on, says, input: says };
}

/** Fields in which a statement differs from the event that recorded it before, as it counts after the file's own corrections. */
function differencesOf({ says, on }: Statement, event: RecordedEvent, events: readonly RecordedEvent[]): [string, unknown][] {
  const { data, ...occurred } = corrected(event, events);
  const before = data as Readonly<Record<string, unknown>>;
  const fields = Object.entries(says).filter(([field, value]) => value !== undefined && !same(value, before[field]));
  return on === undefined || on === formatOccurred(occurred) ? fields : [...fields, ['occurredAt', on]];
}

/** Whether a statement is a new one: what is said otherwise, and of another day or none, was not wrong before. */
function isSaidAnew({ takesPlace, on }: Statement, differences: readonly (readonly [string, unknown])[]): boolean {
  const dated = differences.some(([field]) => field === 'occurredAt');
  return takesPlace === true && differences.length > Number(dated) && (dated || on === undefined);
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
