import { SaxesParser } from 'saxes';
import { encodingOfMark, type FileDecoder } from '../publication/decode.js';
import { parseFile, type TextParser } from '../publication/parse-file.js';
import { UnreadableFile } from '../publication/publication.js';

/** An element of an IATI file. */
export interface XmlElement {
  /** With its namespace where that is a foreign one, of which nothing but the element itself is kept: `{https://example.org}thing`. */
  readonly name: string;
  /** By qualified name: `ref`, `iso-date`, `xml:lang`. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Line of its start tag, from 1. */
  readonly line: number;
  readonly children: readonly XmlElement[];
  /** Its own text, trimmed. */
  readonly text: string;
}

/** An activity of a file, an organisation of an organisation file, or (by another name) what stands beside them. */
export interface XmlItem extends XmlElement {
  /** Version of the standard that it is in: its own, or the file's. */
  readonly version: string | undefined;
  /** Lines of it with bytes that are not in the file's encoding, which is named. */
  readonly badLines: readonly number[];
  readonly encoding: string;
}

/** Versions that differ from 2.03 only by what they cannot say. */
export const VERSIONS = ['2.01', '2.02', '2.03'];
/** What stands in each kind of file. */
const ITEMS: Readonly<Record<string, string>> = {
  'iati-activities': 'iati-activity',
  'iati-organisations': 'iati-organisation',
};
const EXPECTED = `an IATI file has the root iati-activities or iati-organisations, in no namespace`;

interface Growing extends XmlElement {
  readonly children: Growing[];
  text: string;
}

/**
 * Reads an IATI file as a stream: memory holds one activity (or organisation) and a chunk of the file, however long it is.
 * @param encoding of a file that does not say it
 * @throws {UnreadableFile} where the file is not well-formed XML, or not IATI
 */
export function readActivities(path: string, encoding?: string): AsyncGenerator<XmlItem> {
  return parseFile(path, activityParser, (start) => encodingOf(start, encoding));
}

function activityParser(decoder: FileDecoder): TextParser<XmlItem> {
  const complete: XmlItem[] = [];
  const parser = new SaxesParser({ xmlns: true });
  const path: Growing[] = [];
  /** The item that was closed last. A closing tag that does not fit closes it too, before saxes says that it does not fit. */
  let last: { readonly item: XmlItem; readonly position: number } | undefined;
  const keep = () => {
    if (last) complete.push(last.item);
    last = undefined;
  };
  let item = '';
  let version: string | undefined;
  let depth = 0;
  let foreign = 0;
  let line = 1;
  let entity = '';
  const reported = new Set<number>();
  // saxes does not say which entity is not defined.
  parser.ENTITIES = new Proxy(parser.ENTITIES, {
    get: (entities, name: string) => entities[(entity = name)],
  });
  parser.on('error', (error) => {
    if (last && parser.position > last.position) keep();
    const broken = error.message.replace(/^(\S+:)?\d+:\d+: /, '');
    const rule = broken.startsWith('undefined entity')
      ? `the entity &${entity}; is not defined in XML; write the character itself, or its number`
      : `not well-formed XML: ${broken}`;
    throw new UnreadableFile(parser.line, rule);
  });
  parser.on('opentagstart', () => (line = parser.line));
  parser.on('opentag', ({ name, local, uri, attributes }) => {
    depth++;
    if (depth === 1) {
      if (uri !== '' || !ITEMS[name]) {
        throw new UnreadableFile(line, `the root element is ${name}${uri ? ` in the namespace ${uri}` : ''}; ${EXPECTED}`);
      }
      item = ITEMS[name]!;
      version = attributes.version?.value.trim() || undefined;
      return checkVersion(`${name}/@version`, version, line);
    }
    if (foreign > 0) return void foreign++;
    const values: Record<string, string> = {};
    for (const key in uri === '' ? attributes : {}) values[key] = attributes[key]!.value;
    const element: Growing = { name: uri === '' ? name : `{${uri}}${local}`, attributes: values, line, children: [], text: '' };
    path.at(-1)?.children.push(element);
    if (uri === '' && (path.length > 0 || name === item)) return void path.push(element);
    foreign++;
    if (path.length > 0) return;
    keep();
    complete.push({ ...element, version, badLines: [], encoding: decoder.encoding });
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
    if (path.length > 0) return;
    const badLines = takeBadLines(element, parser.line);
    const own = element.attributes.version?.trim() || version;
    keep();
    last = { item: { ...element, version: own, badLines, encoding: decoder.encoding }, position: parser.position };
  });
  /** Lines of an item with bad bytes. Of a line that it shares with others they are its own where its text holds one. */
  const takeBadLines = (element: XmlElement, end: number) => {
    const { badLines } = decoder;
    if (badLines.size === 0) return [];
    const shows = holdsBadByte(element);
    const own = [...badLines].filter((one) => one >= element.line && one <= end && (shows || (one > element.line && one < end)));
    for (const one of own) reported.add(one);
    for (const one of badLines) if (one < end && reported.has(one)) badLines.delete(one);
    return own;
  };
  return {
    complete,
    write: (chunk) => {
      parser.write(chunk);
      keep();
    },
    close: () => {
      parser.close();
      keep();
      const bad = [...decoder.badLines].find((one) => !reported.has(one));
      if (bad !== undefined) throw new UnreadableFile(bad, `holds bytes that are not ${decoder.encoding}`);
    },
  };
}

function holdsBadByte({ text, attributes, children }: XmlElement): boolean {
  return (
    text.includes('\uFFFD') || Object.values(attributes).some((one) => one.includes('\uFFFD')) || children.some(holdsBadByte)
  );
}

/** A version of the whole file; where the root has none, each activity says its own. */
function checkVersion(where: string, version: string | undefined, line: number): void {
  if (version === undefined || VERSIONS.includes(version)) return;
  throw new UnreadableFile(line, `${where} is ${version}; this reads ${VERSIONS.join(', ')}`);
}

function encodingOf(start: Uint8Array, named: string | undefined): string {
  const text = Buffer.from(start.subarray(0, 200)).toString('latin1');
  const marked = encodingOfMark(start);
  if (!marked && !named) {
    if (text.trim() === '') throw new UnreadableFile(1, `the file is empty; ${EXPECTED}`);
    if (!text.trimStart().startsWith('<')) {
      throw new UnreadableFile(
        1,
        `the file begins with ${JSON.stringify(text.trimStart().slice(0, 20))}, which is no XML; ${EXPECTED}`,
      );
    }
  }
  return named ?? marked ?? /^[^>]{0,100}encoding=["']([A-Za-z0-9._-]+)["']/.exec(text)?.[1] ?? 'utf-8';
}
