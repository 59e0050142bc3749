import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Pool } from 'pg';
import { v7 } from 'uuid';
import { inTransaction } from '../../platform/transaction.js';

/** Most bytes of a file that is uploaded. */
export const MAX_UPLOAD = 512 * 1024 * 1024;
/** Bytes of a file in one row. */
const PART = 1_048_576;
/** Days for which files are kept. */
const KEPT_DAYS = 7;

/** The file is larger than files may be. */
export class UploadTooLarge extends Error {}

/**
 * Keeps a file in the database, where every process of the service finds it.
 * @returns its id
 * @throws {UploadTooLarge}
 */
export async function keepUpload(pool: Pool, user: string, name: string, content: AsyncIterable<Uint8Array>): Promise<string> {
  const id = v7();
  await pool.query(`delete from imports.file where uploaded_at < now() - make_interval(days => $1)`, [KEPT_DAYS]);
  await inTransaction(pool, async (client) => {
    await client.query('insert into imports.file (id, user_id, name, bytes) values ($1, $2, $3, 0)', [id, user, name]);
    let bytes = 0;
    let nth = 0;
    const keep = (part: Buffer) =>
      client.query('insert into imports.file_part (file, nth, content) values ($1, $2, $3)', [id, nth++, part]);
    let held: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of content) {
      bytes += chunk.length;
      if (bytes > MAX_UPLOAD) throw new UploadTooLarge();
      held.push(chunk);
      size += chunk.length;
      if (size < PART) continue;
      await keep(Buffer.concat(held));
      held = [];
      size = 0;
    }
    if (size > 0) await keep(Buffer.concat(held));
    await client.query('update imports.file set bytes = $2 where id = $1', [id, bytes]);
  });
  return id;
}

/** Which of these files a user has uploaded, and are still kept. */
export async function keptUploads(pool: Pool, user: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ id: string }>('select id from imports.file where id = any($1) and user_id = $2', [
    ids,
    user,
  ]);
  return new Set(rows.map(({ id }) => id));
}

/** Uploaded files on disk under their names, for as long as `work` needs them. @throws where one is not kept any more */
export async function withUploads<T>(
  pool: Pool,
  ids: readonly string[],
  work: (paths: readonly string[]) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'concord-import-'));
  try {
    const paths: string[] = [];
    for (const [nth, id] of ids.entries()) {
      const { rows } = await pool.query<{ name: string }>('select name from imports.file where id = $1', [id]);
      const [file] = rows;
      if (!file) throw new Error(`the file ${id} is not kept any more: upload it again`);
      const path = join(folder, String(nth), file.name);
      await mkdir(join(folder, String(nth)));
      await writeParts(pool, id, path);
      paths.push(path);
    }
    return await work(paths);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeParts(pool: Pool, id: string, path: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (let nth = 0; ; nth++) {
      const { rows } = await pool.query<{ content: Buffer }>(
        'select content from imports.file_part where file = $1 and nth = $2',
        [id, nth],
      );
      if (!rows[0]) return;
      await file.write(rows[0].content);
    }
  } finally {
    await file.close();
  }
}
