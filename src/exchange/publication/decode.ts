import { TextDecoder } from 'node:util';
import { UnreadableFile } from './publication.js';

const NEWLINE = 0x0a;
/** The longest line that is held back until its end is read. */
const LONGEST_HELD = 1_048_576;

/**
 * Decodes a file that comes in pieces. Bytes that are not in its encoding become U+FFFD, and their lines are remembered, so that what stands around them can
 * be taken and the place be named.
 */
export class FileDecoder {
  /** Lines with such bytes, from 1, until somebody takes them away. */
  readonly badLines = new Set<number>();
  readonly #strict: TextDecoder;
  #held: Uint8Array = new Uint8Array();
  #line = 1;

  /** @throws {UnreadableFile} for an encoding that does not exist */
  constructor(readonly encoding: string) {
    try {
      this.#strict = new TextDecoder(encoding, { fatal: true, ignoreBOM: false });
    } catch {
      throw new UnreadableFile(1, `there is no encoding ${encoding}; name one such as utf-8, windows-1252 or utf-16le`);
    }
  }

  /** @param ended whether nothing comes after this chunk */
  decode(chunk: Uint8Array, ended: boolean): string {
    if (this.encoding.startsWith('utf-16')) return this.#stream(chunk, ended);
    const whole = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    const end = ended ? whole.length : lastCut(whole);
    this.#held = Uint8Array.from(whole.subarray(end));
    return this.#lines(whole.subarray(0, end));
  }

  #stream(chunk: Uint8Array, ended: boolean): string {
    try {
      return this.#strict.decode(chunk, { stream: !ended });
    } catch {
      throw new UnreadableFile(this.#line, `the file is not in its encoding, ${this.encoding}`);
    }
  }

  #lines(bytes: Uint8Array): string {
    try {
      const text = this.#strict.decode(bytes);
      this.#line += countOf(bytes, NEWLINE);
      return text;
    } catch {
      return this.#lineByLine(bytes);
    }
  }

  #lineByLine(bytes: Uint8Array): string {
    const lax = new TextDecoder(this.encoding);
    let text = '';
    for (let start = 0; start < bytes.length;) {
      const found = bytes.indexOf(NEWLINE, start);
      const end = found < 0 ? bytes.length : found + 1;
      const line = bytes.subarray(start, end);
      try {
        text += this.#strict.decode(line);
      } catch {
        this.badLines.add(this.#line);
        text += lax.decode(line);
      }
      if (found >= 0) this.#line++;
      start = end;
    }
    return text;
  }
}

/** The encoding that the first bytes of a file say by a byte order mark. */
export function encodingOfMark([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xef && second === 0xbb && third === 0xbf ? 'utf-8' : undefined;
}

/** Where complete lines end; within a line that is too long, where a character begins. */
function lastCut(bytes: Uint8Array): number {
  const newline = bytes.lastIndexOf(NEWLINE);
  if (newline >= 0 || bytes.length < LONGEST_HELD) return newline + 1;
  let at = bytes.length - 1;
  while (at > bytes.length - 4 && (bytes[at]! & 0xc0) === 0x80) at--;
  return at;
}

function countOf(bytes: Uint8Array, byte: number): number {
  let count = 0;
  for (let at = bytes.indexOf(byte); at >= 0; at = bytes.indexOf(byte, at + 1)) count++;
  return count;
}
