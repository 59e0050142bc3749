import { type Bundle, committed, historyText } from '../../verify/verify.js';
import { type RecordedEvent } from '../event-sourcing/envelope.js';
import { type EventStore } from '../event-sourcing/event-store.js';
import { type SigningKey } from './keys.js';
import { type Ledger } from './ledger.js';

/** An event as its leaf commits to it, without its position. */
export function committedForm(event: RecordedEvent): Bundle['events'][number]['event'] {
  return JSON.parse(committed(event)) as Bundle['events'][number]['event'];
}

/**
 * A record's whole history with its proofs, all of them of one checkpoint, and a note in which the log signs that this is all. Personal data are in it as the
 * log holds them: sealed.
 * @param keys of the ledger
 * @throws where the stream has no events, or some of them are in no signed checkpoint yet
 */
export async function bundleOf(
  stream: string,
  { store, ledger }: { readonly store: Pick<EventStore, 'readStream'>; readonly ledger: Ledger },
  keys: readonly SigningKey[],
): Promise<Bundle> {
  const note = await ledger.checkpoint();
  if (note === undefined) throw new Error('the ledger is not signed yet: start the service once');
  const events: RecordedEvent[] = [];
  for await (const event of store.readStream(stream)) events.push(event);
  if (events.length === 0) throw new Error(`there is no record ${stream}`);
  const proofs = await ledger.proofs(
    events.map(({ id }) => id),
    note,
  );
  const missing = events.find(({ id }) => !proofs.has(id));
  if (missing) throw new Error(`event ${missing.id} of ${stream} is in no signed checkpoint yet: try again in a second`);
  const first = (await ledger.firstCheckpoint())!;
  const bundle = {
    stream,
    first,
    events: events.map((event) => ({ event: committedForm(event), proof: proofs.get(event.id)! })),
  };
  const history = historyText(bundle);
  return { ...bundle, history: `${history}\n${keys.map((key) => key.sign(history)).join('')}` };
}
