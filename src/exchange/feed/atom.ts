import { type FeedRow } from '../../graphql/feed/feed-columns.js';
import { type FeedFile } from './file.js';
import { xmlText } from './xml.js';

interface DigestRow extends FeedRow {
  readonly name: string;
  readonly record: { readonly id: string } | null;
  readonly changes: readonly {
    readonly sentence: string;
    readonly events: readonly { readonly recordedAt: string; readonly position: string }[];
  }[];
}

/** What `changeDigest` is asked for, for Atom. */
export const ATOM_COLUMNS = ['name', 'record.id', 'changes.sentence', 'changes.events.recordedAt', 'changes.events.position'];

/** The digest of changes as Atom (RFC 4287): an entry for each record and its last change, with what changed in sentences. */
export async function* atomOf({ name, address, now, pages, linkOf, languages }: FeedFile): AsyncGenerator<string> {
  yield (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${xmlText(languages[0] ?? 'en')}"><id>${xmlText(address)}</id><title>${xmlText(name)}</title>` +
    `<updated>${now}</updated><link rel="self" href="${xmlText(address)}"/><author><name>Concord</name></author>\n`
  );
  for await (const rows of pages)
    yield (rows as readonly DigestRow[])
      .map(({ name: title, record, changes }) => {
        const last = changes.at(-1)?.events.at(-1);
        const link = record ? linkOf(record.id) : undefined;
        return (
          `<entry><id>urn:concord:${xmlText(record?.id ?? 'hidden')}:${last?.position ?? ''}</id><title>${xmlText(title)}</title>` +
          `<updated>${last?.recordedAt ?? now}</updated>${link ? `<link href="${xmlText(link)}"/>` : ''}` +
          `<content type="text">${xmlText(changes.map(({ sentence }) => sentence).join('\n'))}</content></entry>\n`
        );
      })
      .join('');
  yield '</feed>\n';
}
