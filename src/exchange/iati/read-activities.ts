import { TextDecoder } from 'node:util';
import { SaxesParser } from 'saxes';
import { parseFile, type TextParser } from '../publication/parse-file.js';
import { UnreadableFile } from '../publication/publication.js';

/** An element of an IATI file, without those of foreign namespaces. */
export interface XmlElement {
  readonly name: string;
  /** By qualified name: `ref`, `iso-date`, `xml:lang`. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Line of its start tag, from 1. */
  readonly line: number;
  readonly children: readonly XmlElement[];
  /** Its own text, trimmed. */
  readonly text: string;
}

/** Versions that differ from 2.03 only by what they cannot say. */
const VERSIONS = ['2.01', '2.02', '2.03'];

interface Growing extends XmlElement {
  readonly children: Growing[];
  text: string;
}

/**
 * Reads an IATI activity file as a stream: memory holds one activity and a chunk of the file, however long it is.
 * @throws {UnreadableFile} where the file is not well-formed XML, not IATI activities of version 2.0x, or not in its encoding
 */
export function readActivities(path: string): AsyncGenerator<XmlElement> {
  return parseFile(path, activityParser(), decoderFor);
}

function activityParser(): TextParser<XmlElement> {
  const complete: XmlElement[] = [];
  const parser = new SaxesParser({ xmlns: true });
  const path: Growing[] = [];
  let depth = 0;
  let foreign = 0;
  let line = 1;
  parser.on('error', (error) => {
    throw new UnreadableFile(parser.line, `not well-formed XML: ${error.message.replace(/^(\S+:)?\d+:\d+: /, '')}`);
  });
  parser.on('opentagstart', () => (line = parser.line));
  parser.on('opentag', ({ name, uri, attributes }) => {
    depth++;
    if (foreign > 0 || uri !== '') return void foreign++;
    const values = Object.fromEntries(Object.entries(attributes).map(([key, { value }]) => [key, value]));
    if (depth === 1) return checkRoot(name, values, line);
    const element: Growing = { name, attributes: values, line, children: [], text: '' };
    path.at(-1)?.children.push(element);
    if (path.length > 0 || name === 'iati-activity') path.push(element);
    else foreign++;
  });
  const text = (part: string) => {
    const element = foreign === 0 ? path.at(-1) : undefined;
    if (element) element.text += part;
  };
  parser.on('text', text);
  parser.on('cdata', text);
  parser.on('closetag', () => {
    depth--;
    if (foreign > 0) return void foreign--;
    const element = path.pop();
    if (!element) return;
    element.text = element.text.trim();
    if (path.length === 0) complete.push(element);
  });
  return {
    complete,
    get line() {
      return parser.line;
    },
    write: (chunk) => void parser.write(chunk),
    close: () => void parser.close(),
  };
}

function checkRoot(name: string, { version }: Record<string, string>, line: number): void {
  if (name !== 'iati-activities') throw new UnreadableFile(line, `the root element is ${name}, not iati-activities`);
  if (!VERSIONS.includes(version ?? '')) {
    throw new UnreadableFile(line, `iati-activities/@version is ${version ?? 'missing'}; this reads ${VERSIONS.join(', ')}`);
  }
}

function decoderFor(start: Uint8Array): TextDecoder {
  const [first, second] = start;
  const declared = /^[^>]{0,100}encoding=["']([A-Za-z0-9._-]+)["']/.exec(Buffer.from(start.subarray(0, 200)).toString('latin1'));
  const encoding =
    first === 0xfe && second === 0xff ? 'utf-16be' : first === 0xff && second === 0xfe ? 'utf-16le' : (declared?.[1] ?? 'utf-8');
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch {
    throw new UnreadableFile(1, `no such encoding: ${encoding}`);
  }
}
