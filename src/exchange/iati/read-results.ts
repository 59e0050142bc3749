import { createHash } from 'node:crypto';
import { type ActivityResult } from '../publication/publication.js';
import { type XmlElement } from './read-activities.js';
import { type ActivityReader, all, first } from './reading.js';

const TYPES = { '1': 'OUTPUT', '2': 'OUTCOME', '3': 'IMPACT', '9': 'OTHER' } as const;
const MEASURES = { '1': 'UNIT', '2': 'PERCENTAGE', '3': 'NOMINAL', '4': 'ORDINAL', '5': 'QUALITATIVE' } as const;

/** Longest reference that a result may have, with room for a number. */
const LONGEST = 480;

/** The activity's results; a result is known again by its reference, or else by its type and title. */
export function readResults(reader: ActivityReader): ActivityResult[] {
  const seen = new Map<string, number>();
  return reader.parts(reader.activity, 'result', (element) => readResult(reader, element, seen));
}

function readResult(reader: ActivityReader, element: XmlElement, seen: Map<string, number>): ActivityResult | undefined {
  const type = reader.code<string>(element, 'type', TYPES);
  const title = reader.text(first(element, 'title'));
  if (!title) reader.leaveOut(element, 'is missing', 'result/title');
  if (!type || !title) return undefined;
  const description = reader.text(first(element, 'description'));
  const given = first(element, 'reference')?.attributes.code?.trim();
  const name = shortened(given || `${type}: ${title[0]!.text}`);
  const repeated = (seen.get(name) ?? 0) + 1;
  seen.set(name, repeated);
  const indicators = reader.each(element, 'indicator', (one) => readIndicator(reader, one));
  const ends = indicators.flatMap(({ periods }) => periods.flatMap(({ end }) => end ?? []));
  const past = ends.filter((end) => end <= reader.today).sort();
  return {
    line: element.line,
    date: past.at(-1),
    input: {
      reference: repeated === 1 ? name : `${name} (${repeated})`,
      type,
      title,
      ...(description ? { description } : {}),
      indicators,
    },
  };
}

/** A name that is short enough, and differs where the whole differs. */
function shortened(name: string): string {
  if (name.length <= LONGEST) return name;
  return `${name.slice(0, LONGEST - 33)} ${createHash('sha256').update(name).digest('hex').slice(0, 32)}`;
}

function readIndicator(reader: ActivityReader, element: XmlElement) {
  reader.checkOnce(element);
  const title = reader.text(first(element, 'title'));
  if (!title) return reader.leaveOut(element, 'is missing', 'indicator/title');
  const measure = element.attributes.measure ? reader.code<string>(element, 'measure', MEASURES) : undefined;
  const baseline = first(element, 'baseline')?.attributes.value?.trim();
  return {
    title,
    ...(measure ? { measure } : {}),
    ...(baseline ? { baseline } : {}),
    periods: reader.parts(element, 'period', (period) => readPeriod(reader, period)),
  };
}

function readPeriod(reader: ActivityReader, period: XmlElement): Period | undefined {
  const edge = (name: string) => {
    const element = first(period, name);
    return element && reader.day(element);
  };
  const start = edge('period-start');
  const end = edge('period-end');
  if (start && end && end < start) {
    return reader.leaveOut(first(period, 'period-end')!, `does not lie before period-start, ${start}`, 'period-end', end);
  }
  const target = whole(period, 'target');
  const actual = whole(period, 'actual');
  return { ...(start ? { start } : {}), ...(end ? { end } : {}), ...(target ? { target } : {}), ...(actual ? { actual } : {}) };
}

interface Period {
  readonly start?: string;
  readonly end?: string;
  readonly target?: string;
  readonly actual?: string;
}

/** The value for all, where others are given for parts (dimensions, locations). */
function whole(period: XmlElement, name: string): string | undefined {
  const values = all(period, name);
  const undivided = values.find((one) => !first(one, 'dimension') && !first(one, 'location'));
  return (undivided ?? values[0])?.attributes.value?.trim() || undefined;
}
