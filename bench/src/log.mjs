import { v5 } from 'uuid';
import { PostgresEventStore } from '../../dist/event-sourcing/postgres/postgres-event-store.js';
import { copyRows } from '../../dist/platform/copy-rows.js';
import { rebuild } from '../../dist/event-sourcing/projections/rebuild.js';

const NAMESPACE = '6f1a3f0c-3a5e-5b3e-8f43-7d8b3b7d9a10';
const YEARS = 8;
const PER_RECORD = 8;

/** Ids of the records in the log. */
const recordId = (n) => v5(`record ${n}`, NAMESPACE);
const actorId = (n) => v5(`actor ${n}`, NAMESPACE);

/** The day by which a commitment is due after a revision. */
function dueOf(n, revision) {
  return new Date(Date.UTC(2019 + (n % 9), revision * 5 + (n % 7), 1 + (n % 28))).toISOString().slice(0, 10);
}

/**
 * Fills an empty log as eight years of life would have left it: commitments with eight events each, interleaved, recorded within days of what happened,
 * three in a hundred a year late.
 */
export async function fillLog(pool, events) {
  const records = Math.floor(events / PER_RECORD);
  const actors = 200;
  const start = Date.UTC(2018, 0, 1);
  const total = actors + records * PER_RECORD;
  const step = (YEARS * 365 * 86_400_000) / total;
  let position = 0;
  const row = (stream, revision, type, data, late) => {
    position++;
    const recorded = start + position * step;
    const occurred = new Date(recorded - (late ? 400 : 2) * 86_400_000).toISOString();
    const id = v5(`${stream} ${revision}`, NAMESPACE);
    const metadata = {
      occurredAt: revision === 0 ? new Date(recorded - 3_600_000).toISOString() : occurred,
      precision: 'instant',
      actor: null,
      user: 'bench',
      handling: { tlp: 'CLEAR', audience: [] },
      commandId: id,
      commandHash: '',
      correlationId: id,
      causationId: id,
    };
    const [json, meta] = [JSON.stringify(data), JSON.stringify(metadata)];
    return [position, new Date(recorded).toISOString(), json.length + meta.length, revision, 1, id, stream, type, json, meta];
  };
  function* rows() {
    for (let n = 0; n < actors; n++) {
      yield row(`actor-${actorId(n)}`, 0, 'ActorRegistered', {
        actorKind: 'STATE',
        name: [{ language: 'en', text: `State ${n}` }],
        regions: [],
        identifiers: [],
      });
    }
    for (let revision = 0; revision < PER_RECORD; revision++) {
      for (let n = 0; n < records; n++) {
        const stream = `commitment-${recordId(n)}`;
        const late = revision > 1 && (n * 7 + revision * 13) % 100 < 3;
        if (revision === 0) {
          const statement = [{ language: 'en', text: `Undertaking ${n}: train officers in protecting crowded places` }];
          yield row(stream, 0, 'CommitmentDeclared', {
            actor: actorId(n % actors),
            statement,
            cites: [{ kind: 'CONCLUSION', reference: 'CO-04' }],
            due: dueOf(n, 0),
          });
        } else if (revision % 3 === 2) {
          const moved = { from: dueOf(n, Math.max(0, revision - 3)), to: dueOf(n, revision), reason: 'budget' };
          yield row(stream, revision, 'CommitmentDueDateRevised', moved, late);
        } else {
          yield row(
            stream,
            revision,
            'CommitmentProgressReported',
            { report: [{ language: 'en', text: `Step ${revision} is done` }], percent: revision * 10 },
            late,
          );
        }
      }
    }
  }
  const client = await pool.connect();
  try {
    await client.query('begin');
    await copyRows(
      client,
      'es.events',
      ['position', 'recorded_at', 'bytes', 'revision', 'schema_version', 'id', 'stream', 'type', 'data', 'metadata'],
      rows(),
    );
    await client.query('update es.head set position = $1, recorded_at = (select max(recorded_at) from es.events)', [position]);
    await client.query('commit');
  } finally {
    client.release();
  }
  await pool.query('analyze es.events').catch(() => undefined);
  return position;
}

/** Appends under way when a log is copied. */
const WINDOW = 32;

/** Appends what `fillLog` put into the database to a log on a server, event by event, each stream in its order; all are recorded now. */
export async function copyLog({ pool, store }) {
  const source = new PostgresEventStore({ pool });
  const underWay = new Set();
  for await (const event of source.readAll()) {
    const append = store.append(event.stream, event.revision - 1, [event]).finally(() => underWay.delete(append));
    underWay.add(append);
    if (underWay.size >= WINDOW) await Promise.race(underWay);
  }
  await Promise.all(underWay);
  await source.close();
}

/** Fills the log of an empty database, and makes the read models that have part in it; the others are moved over it, as their runners would do. */
export async function logOf(db, size) {
  const events = await fillLog(db.pool, size);
  if (db.eventLog) await copyLog(db);
  let head;
  for await (const event of db.store.readAll({ direction: 'backwards', limit: 1 })) head = event;
  const { rows: kinds } = await db.pool.query('select distinct on (type) stream, type from es.events order by type');
  for (const projection of db.service.projections.values()) {
    if (kinds.some((event) => projection.handles(event))) await rebuild(projection, db);
    else
      await db.pool.query('update rm.checkpoints set position = $2, recorded_at = $3 where projection = $1', [
        projection.name,
        head.position,
        head.recordedAt,
      ]);
  }
  return events;
}
