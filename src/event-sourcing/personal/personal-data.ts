import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { type Catalogue, parseStream } from '../catalogue.js';
import { type NewEvent, type RecordedEvent } from '../envelope.js';
import { withValue } from '../fold.js';
import { clearTexts } from './clear-texts.js';
import { mapSealed, type Path, placeOf, type Sealed, sealedIn, unlocated } from './sealed.js';
import { type SubjectKey, type SubjectKeys } from './subject-keys.js';

const CIPHER = 'aes-256-gcm';

/** Seals what is personal in events before they are appended, and opens it for those who may read it. */
export class PersonalData {
  constructor(
    readonly keys: SubjectKeys,
    readonly catalogue: Catalogue,
  ) {}

  /**
   * The events of a command with their personal values sealed. The command's hash is keyed too then, for a hash of a short value gives the value away.
   * @param erased keys that the record says are destroyed
   * @param earlier the record's events; asked for where one of them is corrected
   */
  async seal(
    stream: string,
    events: readonly NewEvent[],
    erased: readonly string[],
    earlier: () => Promise<readonly RecordedEvent[]>,
  ): Promise<readonly NewEvent[]> {
    const { kind } = parseStream(stream);
    if (!this.catalogue.hasPersonal(kind)) return events;
    const isCorrected = events.some(({ type }) => type === 'RecordCorrected');
    const recorded = isCorrected ? await earlier() : [];
    const texts = events.map((event) => clearTexts(this.catalogue, kind, event, recorded));
    if (texts.every((those) => those.length === 0)) return events;
    const key = await this.#current(stream, erased);
    return events.map((event, i) => sealedEvent(key, stream, event, texts[i]!));
  }

  /**
   * An event of an earlier version, whose personal values stand in it as they were said, as it is recorded today; every other event as it is. The same each time,
   * as long as the subject's key is the same.
   * @param earlier the record's events; asked for where one of them is corrected
   */
  async sealRecorded(event: RecordedEvent, earlier: () => Promise<readonly RecordedEvent[]>): Promise<RecordedEvent> {
    const { kind } = parseStream(event.stream);
    if (!this.catalogue.has(kind) || !this.catalogue.hasPersonal(kind)) return event;
    const { data, schemaVersion } = this.catalogue.upcast(event);
    const lifted = { ...event, schemaVersion, data: unlocated(data) };
    const texts = clearTexts(this.catalogue, kind, lifted, event.type === 'RecordCorrected' ? await earlier() : []);
    return texts.length === 0 ? event : sealedEvent(await this.keys.current(event.stream), event.stream, lifted, texts);
  }

  /** A command's hash as it is kept beside a record: keyed where the record can hold personal values. */
  async hashOf(stream: string, hash: string): Promise<string> {
    return this.catalogue.hasPersonal(parseStream(stream).kind) ? keyed(await this.keys.current(stream), hash) : hash;
  }

  /** Whether a command's hash is the one that its events carry. */
  async isSameCommand(recorded: string, hash: string): Promise<boolean> {
    const [keyId, digest] = recorded.split(':');
    if (digest === undefined) return recorded === hash;
    const key = await this.keys.find(keyId!);
    return key !== undefined && keyed(key, hash) === recorded;
  }

  /** A value with its personal parts as texts, null for what is erased. The value itself where nothing in it is personal. */
  async open<T>(value: T): Promise<T> {
    const all = sealedIn(value);
    if (all.length === 0) return value;
    const texts = await Promise.all(all.map((one) => this.#text(one)));
    const opened = new Map(all.map((one, i) => [one, texts[i] ?? null]));
    return mapSealed(value, (one) => opened.get(one)) as T;
  }

  async #text({ keyId, at, iv, tag, ciphertext }: Sealed): Promise<string | null> {
    const key = await this.keys.find(keyId);
    if (at?.split(' ', 1)[0] !== key?.subject || !key) return null;
    const decipher = createDecipheriv(CIPHER, key.secret, Buffer.from(iv, 'base64'), { authTagLength: 16 });
    decipher.setAAD(Buffer.from(at!)).setAuthTag(Buffer.from(tag, 'base64'));
    try {
      return Buffer.concat([decipher.update(Buffer.from(ciphertext, 'base64')), decipher.final()]).toString('utf8');
    } catch {
      // Not the value that was sealed here: nothing that anybody said.
      return null;
    }
  }

  /** The subject's key; never one that the record says is destroyed, though its destruction may have been cut short. */
  async #current(subject: string, erased: readonly string[]): Promise<SubjectKey> {
    for (const id of erased) await this.keys.destroy(id);
    return this.keys.current(subject);
  }
}

/** The event with these texts sealed. The command's hash is keyed, on all events of the command. */
function sealedEvent<E extends NewEvent>(key: SubjectKey, stream: string, event: E, texts: readonly [Path, string][]): E {
  const data = texts.reduce<unknown>(
    (so, [path, text]) => withValue(so, path, sealed(key, placeOf(stream, event.id, path), text)),
    event.data,
  );
  return { ...event, data, metadata: { ...event.metadata, commandHash: keyed(key, event.metadata.commandHash) } };
}

/** The iv follows from place and text, so that a value that is sealed again is the same; another text, or another place, has another one. */
function sealed({ id, secret }: SubjectKey, at: string, text: string): Sealed {
  const iv = hmac(secret, `iv ${at}\0${text}`).subarray(0, 12);
  const cipher = createCipheriv(CIPHER, secret, iv).setAAD(Buffer.from(at));
  const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]).toString('base64');
  const digest = hmac(secret, `value ${text}`).subarray(0, 16).toString('base64');
  return { keyId: id, iv: iv.toString('base64'), tag: cipher.getAuthTag().toString('base64'), ciphertext, digest };
}

function keyed({ id, secret }: SubjectKey, hash: string): string {
  return `${id}:${hmac(secret, `command ${hash}`).toString('hex')}`;
}

/** Under a key drawn from the subject's, so that no key serves two ends. */
function hmac(secret: Buffer, text: string): Buffer {
  const own = createHmac('sha256', secret).update('digests').digest();
  return createHmac('sha256', own).update(text).digest();
}
