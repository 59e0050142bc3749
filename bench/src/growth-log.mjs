import { createHash } from 'node:crypto';
import { MemoryEventStore } from '../../dist/event-sourcing/memory/memory-event-store.js';
import { exercise } from '../../dist/demonstration/exercise/exercise.js';
import { recordAll } from '../../dist/demonstration/record.js';
import { MemorySubjectKeys } from '../../dist/event-sourcing/personal/subject-keys.js';
import { createService } from '../../dist/service.js';

/** Seeds of the exercises that all copies are made of: each invents other States, partners and money. */
const SEEDS = [1, 2, 3];
/** Years over which the copies are spread. */
const YEARS = 8;
const HOUR = 3_600_000;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const DAY = /\b(20\d\d)-(\d\d)(?:-(\d\d))?/g;

/**
 * Events of a realistic mix, as many as wanted: the demonstration's exercises, recorded by their commands once, and then copied with ids of each copy's own
 * and years earlier or later, all copies interleaved in the order of time. Recorded an hour after they happened, or when the reports before them were.
 * @returns a generator of recorded events in order
 */
export async function growthLog() {
  const template = (await Promise.all(SEEDS.map(recorded))).flat();
  const texts = template.map(({ id, type, schemaVersion, data, metadata, stream, revision }) => ({
    text: JSON.stringify({ id, type, schemaVersion, data, metadata, stream }),
    revision,
  }));
  const began = whenTold(template);
  return function* (count) {
    const copies = Math.ceil(count / template.length);
    const shiftOf = (copy) => (copy % YEARS) - YEARS + 1;
    // A copy begins some days after the one before, or all would happen at the same moments.
    const lag = (copy) => Math.floor(copy / YEARS) * HOUR;
    const order = [];
    for (let copy = 0; copy < copies; copy++)
      for (let n = 0; n < template.length && order.length < copies * template.length; n++)
        order.push({ copy, n, at: shifted(began[n], shiftOf(copy)) + lag(copy) });
    order.sort((a, b) => a.at - b.at || a.copy - b.copy || a.n - b.n);
    let position = 0n;
    for (const { copy, n, at } of order.slice(0, count)) {
      const { text, revision } = texts[n];
      const own = text
        .replace(UUID, (uuid) => (copy === 0 ? uuid : ownId(uuid, copy)))
        .replace(DAY, (_, year, month, day) => withYear(Number(year) + shiftOf(copy), month, day));
      yield { ...JSON.parse(own), revision, position: ++position, recordedAt: new Date(at).toISOString().replace('Z', '000Z') };
    }
  };
}

async function recorded(seed) {
  const store = new MemoryEventStore();
  const { handler } = createService({ pool: undefined, store, log: console, subjectKeys: new MemorySubjectKeys() });
  await recordAll(handler, exercise(seed));
  const events = [];
  for await (const event of store.readAll()) events.push(event);
  return events;
}

/** Milliseconds at which each event was told: an hour after it happened, and not before those before it on its record. */
function whenTold(events) {
  const newest = new Map();
  return events.map(({ stream, metadata }) => {
    const at = Math.max(Date.parse(metadata.occurredAt) + HOUR, newest.get(stream) ?? 0);
    newest.set(stream, at);
    return at;
  });
}

function shifted(at, years) {
  const date = new Date(at);
  return date.setUTCFullYear(date.getUTCFullYear() + years);
}

function withYear(year, month, day) {
  if (day === undefined) return `${year}-${month}`;
  return `${year}-${month}-${month === '02' && day === '29' ? '28' : day}`;
}

/** The same id for the same one of a copy, whatever the template's. */
function ownId(uuid, copy) {
  const hex = createHash('md5').update(`${copy} ${uuid}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
