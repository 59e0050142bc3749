import { type Tlp } from '../event-sourcing/envelope.js';
import { type LocalizedText } from '../event-sourcing/values.js';
import { toGlobalId } from '../graphql/global-id.js';
import { pickLanguage } from '../graphql/language.js';
import { type ActivityStatus, type CapacityActivityState } from '../records/capacity-activity/capacity-activity.fields.js';

/** An activity as a calendar shows it. */
export interface CalendarActivity {
  /** Plain UUID of the record. */
  readonly id: string;
  /** Revision of the record's stream: tells a calendar which of two copies is the newer. */
  readonly revision: number;
  readonly tlp: Tlp;
  readonly state: Pick<
    CapacityActivityState,
    | 'activityKind'
    | 'title'
    | 'description'
    | 'status'
    | 'host'
    | 'plannedStart'
    | 'plannedEnd'
    | 'heldStart'
    | 'heldEnd'
    | 'place'
    | 'themes'
    | 'outcomes'
    | 'materials'
    | 'reason'
  >;
  /** Name of the host, in the reader's language; without it the host is not shown. */
  readonly hostName?: string;
  /** Where the activity is shown. */
  readonly url?: string;
}

export interface CalendarOptions {
  /** When the calendar is made. */
  readonly now: Date;
  /** The calendar's name. */
  readonly name: string;
  /** Languages wished for, best first. */
  readonly languages?: readonly string[];
}

/** iCalendar has no "postponed": until other days are set, the old ones are in doubt. X-CONCORD-STATUS has the status itself. */
const STATUS: Readonly<Record<ActivityStatus, string>> = {
  PLANNED: 'TENTATIVE',
  ANNOUNCED: 'CONFIRMED',
  REGISTRATION_OPEN: 'CONFIRMED',
  UNDER_WAY: 'CONFIRMED',
  HELD: 'CONFIRMED',
  REPORTED: 'CONFIRMED',
  POSTPONED: 'TENTATIVE',
  CANCELLED: 'CANCELLED',
};

/** CLASS tells calendars how far to share an entry; X-TLP has the label as TLP 2.0 writes it. */
const CLASS: Readonly<Record<Tlp, string>> = {
  CLEAR: 'PUBLIC',
  GREEN: 'PRIVATE',
  AMBER: 'PRIVATE',
  AMBER_STRICT: 'CONFIDENTIAL',
  RED: 'CONFIDENTIAL',
};

const OCTETS_A_LINE = 75;
const DAY_MS = 86_400_000;

/**
 * Activities as one iCalendar object (RFC 5545, with NAME and REFRESH-INTERVAL of RFC 7986), to be imported or subscribed to. Each is an event of whole
 * days: those on which it was held, or else those that it is planned for. Give it only what the reader may see.
 * @returns text in UTF-8 with CRLF, media type `text/calendar`
 */
export function toICalendar(activities: Iterable<CalendarActivity>, { now, name, languages = [] }: CalendarOptions): string {
  const stamp = `${now.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Concord//Activity calendar//EN',
    'METHOD:PUBLISH',
    `NAME:${text(name)}`,
    `X-WR-CALNAME:${text(name)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
    ...[...activities].flatMap((activity) => eventLines(activity, stamp, languages)),
    'END:VCALENDAR',
  ];
  return lines.map(fold).join('');
}

function eventLines({ id, revision, tlp, state, hostName, url }: CalendarActivity, stamp: string, languages: readonly string[]) {
  const { outcomes, materials } = state;
  const documents = [...outcomes.map(({ document }) => document), ...materials.map((material) => material.url)];
  return [
    'BEGIN:VEVENT',
    `UID:${toGlobalId('capacityActivity', id)}`,
    `DTSTAMP:${stamp}`,
    `SEQUENCE:${revision}`,
    `DTSTART;VALUE=DATE:${date(state.heldStart ?? state.plannedStart)}`,
    ...line('DTEND;VALUE=DATE', dayAfter(state.heldEnd ?? state.plannedEnd)),
    ...localized('SUMMARY', state.title, languages),
    ...localized('DESCRIPTION', state.description, languages),
    ...line('LOCATION', state.place && text(state.place)),
    ...(hostName === undefined ? [] : [`ORGANIZER;CN=${parameter(hostName)}:urn:uuid:${state.host}`]),
    `CATEGORIES:${[state.activityKind, ...state.themes].map(text).join(',')}`,
    `STATUS:${STATUS[state.status]}`,
    `X-CONCORD-STATUS:${state.status}`,
    ...line('COMMENT', state.reason && text(state.reason)),
    `CLASS:${CLASS[tlp]}`,
    `X-TLP:${tlp.replace('_', '+')}`,
    // A calendar shows who is busy; that an activity takes place keeps nobody from another.
    'TRANSP:TRANSPARENT',
    ...line('URL', webAddress(url)),
    ...documents.flatMap((document) => line('ATTACH', webAddress(document))),
    'END:VEVENT',
  ];
}

function line(property: string, value: string | null | undefined): string[] {
  return value ? [`${property}:${value}`] : [];
}

function localized(property: string, texts: LocalizedText | undefined, languages: readonly string[]): string[] {
  const picked = pickLanguage(texts, languages);
  const said = texts?.find((one) => one.text === picked);
  return said ? [`${property};LANGUAGE=${parameter(said.language)}:${text(said.text)}`] : [];
}

function date(day: string): string {
  return day.replaceAll('-', '');
}

/** DTEND is the first day that is no longer part of it; four digits hold no year after 9999. */
function dayAfter(day: string): string | undefined {
  const next = new Date(Date.parse(day) + DAY_MS).toISOString();
  return next.startsWith('+') ? undefined : date(next.slice(0, 10));
}

/** An address as a URI value, which knows no escapes; undefined for what is no address on the web. */
function webAddress(address: string | undefined): string | undefined {
  const url = address !== undefined && URL.canParse(address) ? new URL(address) : undefined;
  return url && /^https?:$/.test(url.protocol) ? url.href : undefined;
}

/** Lines of a text, however they were parted, without the control characters that iCalendar forbids. */
function linesOf(value: string): string[] {
  return value.split(/\r\n|[\n\r\u0085\u2028\u2029]/).map((one) => one.replace(/[^\P{Cc}\t]/gu, ''));
}

/** A TEXT value (RFC 5545, 3.3.11). */
function text(value: string): string {
  return linesOf(value)
    .map((one) => one.replace(/[\\;,]/g, '\\$&'))
    .join('\\n');
}

/** The value of a parameter, quoted where it has to be (RFC 6868). */
function parameter(value: string): string {
  const escaped = linesOf(value)
    .map((one) => one.replaceAll('^', '^^').replaceAll('"', "^'"))
    .join('^n');
  return /^[\w-]+$/.test(escaped) ? escaped : `"${escaped}"`;
}

/** A content line of at most 75 octets, going on in lines that begin with a space; no character is cut (RFC 5545, 3.1). */
function fold(content: string): string {
  if (Buffer.byteLength(content) <= OCTETS_A_LINE) return `${content}\r\n`;
  let folded = '';
  let octets = 0;
  for (const character of content) {
    const width = Buffer.byteLength(character);
    if (octets + width > OCTETS_A_LINE) {
      folded += '\r\n ';
      octets = 1;
    }
    folded += character;
    octets += width;
  }
  return `${folded}\r\n`;
}
