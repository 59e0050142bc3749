import { type PoolClient } from 'pg';
import { type RecordedEvent } from '../envelope.js';
import { copyRows } from '../../platform/copy-rows.js';
import { digestOf, physical, type Projection } from '../projections/projection.js';
import { type SubjectKeys } from './subject-keys.js';

const COLUMNS = ['position', 'record', 'key_id'] as const;

/**
 * Which keys the log says are destroyed. Each is destroyed once more, before the checkpoint moves on: so an erasure that was recorded and then cut short
 * is finished by the next start, and so is one of a database that was put back to an earlier state than its log.
 */
export function erasureProjection(keys: SubjectKeys): Projection {
  return {
    name: 'erasure',
    fingerprint: 'erasure/1',
    tables: ['erasure'],
    whole: true,
    handles: ({ type }) => type === 'PersonalDataErased',
    create: (generation) => [
      `create table ${physical('erasure', generation)} (position bigint primary key, record text not null, key_id uuid not null)`,
    ],
    index: () => [],
    digest: (generation) => digestOf(physical('erasure', generation), COLUMNS),
    writer: (generation) => ({
      async apply(client: PoolClient, events: readonly RecordedEvent[]) {
        const rows = events.map(({ position, stream, data }) => [position, stream, (data as { keyId: string }).keyId] as const);
        for (const [, , keyId] of rows) await keys.destroy(keyId);
        await copyRows(client, physical('erasure', generation), COLUMNS, rows);
      },
      reset: () => {
        // It remembers nothing.
      },
    }),
  };
}
