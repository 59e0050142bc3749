import { type Tlp } from '../event-sourcing/envelope.js';
import { emergencyKey } from '../event-sourcing/handling.js';
import { type ReadAudit, type ReadPath, type RecordRead } from './read-audit.js';
import { type Viewer } from './viewer.js';

/** What a request is shown of records whose reads are written down. */
export class Reads {
  #noted = new Map<string, RecordRead & { readonly paths: ReadPath[] }>();

  /** @param only the one way on which this request shows anything */
  constructor(
    readonly audit: Pick<ReadAudit, 'write'>,
    readonly requestId: string,
    readonly only?: ReadPath,
  ) {}

  note({ user, actor, keys }: Viewer, shown: { path: ReadPath; kind: string; id: string; tlp: Tlp }): void {
    const { kind, id, tlp } = shown;
    if (tlp !== 'RED' && tlp !== 'AMBER_STRICT' && !keys.includes(emergencyKey(id))) return;
    const path = this.only ?? shown.path;
    const key = `${user} ${kind} ${id}`;
    const noted = this.#noted.get(key);
    if (!noted) this.#noted.set(key, { user, actor, kind, record: id, tlp, paths: [path], requestId: this.requestId });
    else if (!noted.paths.includes(path)) noted.paths.push(path);
  }

  /** Whether something was shown that is not written down yet. */
  get pending(): boolean {
    return this.#noted.size > 0;
  }

  /** Writes down what was shown; it may be given out when that is done. @throws {AuditUnavailable} */
  async settle(): Promise<void> {
    if (!this.pending) return;
    const noted = [...this.#noted.values()].map((read) => ({ ...read, paths: [...read.paths].sort() }));
    this.#noted = new Map();
    await this.audit.write(noted);
  }
}

const readers = new WeakMap<readonly string[], { readonly viewer: Viewer; readonly reads: Reads }>();

/** The viewer with reader keys of its own, by which every row that is read with them is noted. */
export function noting(viewer: Viewer, reads: Reads): Viewer {
  const own = { ...viewer, keys: [...viewer.keys] };
  readers.set(own.keys, { viewer: own, reads });
  return own;
}

/**
 * Notes that a record is shown to whom these keys belong to.
 * @throws for keys that `noting` did not give: nothing is shown unnoted
 */
export function noteRead(keys: readonly string[], path: ReadPath, kind: string, id: string, tlp: Tlp): void {
  const reader = readers.get(keys);
  if (reader) reader.reads.note(reader.viewer, { path, kind, id, tlp });
  else if (tlp === 'RED' || tlp === 'AMBER_STRICT') throw new Error(`${kind} ${id} would be shown without being noted`);
}

/** The label that some readers tell of: the narrowest that has these and no others. */
export function labelOf(readers: readonly string[]): Tlp {
  const has = (begin: string) => readers.some((reader) => reader.startsWith(begin));
  if (has('public')) return 'CLEAR';
  if (has('members')) return 'GREEN';
  if (has('org+:')) return 'AMBER';
  return has('org:') ? 'AMBER_STRICT' : 'RED';
}
