import { open } from 'node:fs/promises';
import { FileDecoder } from './decode.js';

const CHUNK = 65_536;

/** What parses a text that comes in pieces. */
export interface TextParser<T> {
  /** What it has read completely; taken away by whoever asks. */
  readonly complete: T[];
  /** @throws {UnreadableFile} where the text is not what it should be */
  write(text: string): void | Promise<void>;
  /** @throws {UnreadableFile} where something is missing at the end */
  close(): void | Promise<void>;
}

/**
 * Parses a file as a stream: memory holds a chunk of it, and what the parser has not completed. What was complete before a failure is given before that.
 * @param parserFor the parser; it may look at the lines that hold bytes which are not in the file's encoding
 * @param encodingOf the file's encoding, by its first bytes
 * @throws {UnreadableFile} where the parser fails, or the encoding does not exist
 */
export async function* parseFile<T>(
  path: string,
  parserFor: (decoder: FileDecoder) => TextParser<T>,
  encodingOf: (start: Uint8Array) => string,
): AsyncGenerator<T> {
  const file = await open(path);
  try {
    const buffer = Buffer.alloc(CHUNK);
    let decoder: FileDecoder | undefined;
    let parser: TextParser<T> | undefined;
    for (let ended = false; !ended;) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK, null);
      const chunk = buffer.subarray(0, bytesRead);
      ended = bytesRead === 0;
      let failure: unknown;
      try {
        decoder ??= new FileDecoder(encodingOf(chunk));
        parser ??= parserFor(decoder);
        await parser.write(decoder.decode(chunk, ended));
        if (ended) await parser.close();
      } catch (error) {
        failure = error;
      }
      yield* parser?.complete.splice(0) ?? [];
      if (failure) throw failure as Error;
    }
  } finally {
    await file.close();
  }
}
