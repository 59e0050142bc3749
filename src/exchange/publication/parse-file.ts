import { open } from 'node:fs/promises';
import { TextDecoder } from 'node:util';
import { UnreadableFile } from './publication.js';

const CHUNK = 65_536;

/** What parses a text that comes in pieces. */
export interface TextParser<T> {
  /** What it has read completely; taken away by whoever asks. */
  readonly complete: T[];
  /** Line that it has come to, from 1. */
  readonly line: number;
  /** @throws {UnreadableFile} where the text is not what it should be */
  write(text: string): void | Promise<void>;
  /** @throws {UnreadableFile} where something is missing at the end */
  close(): void | Promise<void>;
}

/**
 * Parses a file as a stream: memory holds a chunk of it, and what the parser has not completed. What was complete before a failure is given before that.
 * @param decoderFor the file's decoder, by its first bytes
 * @throws {UnreadableFile} where the parser fails, or the file is not in its encoding
 */
export async function* parseFile<T>(
  path: string,
  parser: TextParser<T>,
  decoderFor: (start: Uint8Array) => TextDecoder = () => new TextDecoder('utf-8', { fatal: true }),
): AsyncGenerator<T> {
  const file = await open(path);
  try {
    const buffer = Buffer.alloc(CHUNK);
    let decoder: TextDecoder | undefined;
    for (let ended = false; !ended;) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK, null);
      ended = bytesRead === 0;
      let failure: unknown;
      try {
        decoder ??= decoderFor(buffer.subarray(0, bytesRead));
        await parser.write(decode(decoder, buffer.subarray(0, bytesRead), !ended, parser.line));
        if (ended) await parser.close();
      } catch (error) {
        failure = error;
      }
      yield* parser.complete.splice(0);
      if (failure) throw failure as Error;
    }
  } finally {
    await file.close();
  }
}

function decode(decoder: TextDecoder, chunk: Uint8Array, stream: boolean, line: number): string {
  try {
    return decoder.decode(chunk, { stream });
  } catch {
    throw new UnreadableFile(line, `not in its encoding, ${decoder.encoding}`);
  }
}
