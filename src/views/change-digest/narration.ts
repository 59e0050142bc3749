import { partyOf, type RecordedEvent } from '../../event-sourcing/envelope.js';
import { corrected } from '../../event-sourcing/fold.js';
import { type EventRow, openedData } from '../timeline/timeline.graphql.js';
import { type Narrated, type SentenceRenderer } from './sentence-renderer.js';
import { fieldInWords, whenInWords } from './words.js';

/** How a change came to be known. */
export const MANNERS = {
  REPORTED: 'It happened within the window, and was reported in it.',
  REPORTED_LATE: 'It happened before the window began, and was reported in it.',
  CORRECTED: 'What was recorded before was corrected in the window: by what is known now it was never so.',
} as const;
export type Manner = keyof typeof MANNERS;

/** An event of a window, and for a correction what it corrects, as far as the viewer may see it. */
export interface Change {
  readonly row: EventRow;
  readonly manner: Manner;
  readonly corrects?: { readonly row: EventRow; readonly earlier: readonly EventRow[] };
}

/** @param since instant from which on the window's events were recorded */
export function mannerOf({ type, occurred_at, precision, recorded_at }: EventRow, since: string): Manner {
  if (type === 'RecordCorrected') return 'CORRECTED';
  // What is known to the month happened before the window where the whole month lies before it.
  const last = new Date(occurred_at);
  if (precision === 'year') last.setUTCFullYear(last.getUTCFullYear() + 1);
  else if (precision === 'month') last.setUTCMonth(last.getUTCMonth() + 1);
  else if (precision === 'day') last.setUTCDate(last.getUTCDate() + 1);
  else return occurred_at.toISOString() < since && recorded_at > occurred_at ? 'REPORTED_LATE' : 'REPORTED';
  return last.toISOString() <= since ? 'REPORTED_LATE' : 'REPORTED';
}

/** The change as a sentence. */
export async function sentenceOf(renderer: SentenceRenderer, sealed: Change): Promise<string> {
  const change = await openedChange(renderer, sealed);
  const { row, manner } = change;
  const recorded = whenInWords(row.recorded_at.toISOString(), 'day');
  const clause = await renderer.clause(narratedOf(row, row.data));
  if (manner === 'CORRECTED') return change.corrects ? correction(renderer, change, recorded) : ended(`${recorded}, ${clause}`);
  const happened = whenInWords(row.occurred_at.toISOString(), row.precision);
  if (manner === 'REPORTED') return ended(`${happened}, ${clause}`);
  return ended(`${recorded} it was reported late that ${lower(happened)} ${clause}`);
}

/** With the personal data of its events, for they are shown to who may read them. */
async function openedChange({ services }: SentenceRenderer, { row, manner, corrects }: Change): Promise<Change> {
  const opened = async (one: EventRow) => ({ ...one, data: await openedData(services, one) });
  if (!corrects) return { row: await opened(row), manner };
  const earlier = await Promise.all(corrects.earlier.map(opened));
  return { row: await opened(row), manner, corrects: { row: await opened(corrects.row), earlier } };
}

async function correction(renderer: SentenceRenderer, { row, corrects }: Change, recorded: string): Promise<string> {
  const { field, reason } = row.data as { readonly field: string; readonly reason: string };
  const target = corrects!.row;
  const before = corrected(asEvent(target), corrects!.earlier.map(asEvent));
  const after = corrected(asEvent(target), [...corrects!.earlier, row].map(asEvent));
  const [was, is] = [before, after].map(({ occurredAt, precision }) => lower(whenInWords(occurredAt, precision)));
  const clause = await renderer.clause(narratedOf(target, after.data));
  const why = reason.replace(/\.$/, '');
  const speaker = partyOf(row.metadata);
  const by = speaker === null ? '' : ` by ${await renderer.nameOf('actor', speaker, 1)}`;
  if (field === 'occurredAt') return ended(`${recorded} it was corrected${by} (${why}) that ${is}, not ${was}, ${clause}`);
  const [old, now] = await Promise.all([before, after].map(({ data }) => renderer.field(narratedOf(target, data), field)));
  const change = `${old === undefined ? '' : ` from ${old}`}${now === undefined ? ' to nothing' : ` to ${now}`}`;
  return ended(`${recorded} the entry “${fieldInWords(field)}” was corrected${by}${change} (${why}): ${is}, ${clause}`);
}

function narratedOf({ kind, id, type, metadata }: EventRow, data: unknown): Narrated {
  return { kind, id, type, data, speaker: partyOf(metadata) };
}

function asEvent({ event_id, type, data, metadata }: EventRow): RecordedEvent {
  return { id: event_id, type, data, metadata } as RecordedEvent;
}

/** With a full stop, where a quotation or reason has none already. */
function ended(text: string): string {
  return /[.!?…]”?$/.test(text) ? text : `${text}.`;
}

function lower(text: string): string {
  return text[0]!.toLowerCase() + text.slice(1);
}
