import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { id } from '../../test/support/given.js';
import { TLP } from '../event-sourcing/envelope.js';
import { activityStatuses } from '../records/capacity-activity/capacity-activity.fields.js';
import { type CalendarActivity, toICalendar } from './icalendar.js';

const now = new Date('2021-01-27T12:30:45.678Z');
const state: CalendarActivity['state'] = {
  activityKind: 'WORKSHOP',
  title: [
    { language: 'en', text: 'Workshop; “soft” targets, in South-East Asia' },
    { language: 'fr', text: 'Atelier' },
  ],
  status: 'ANNOUNCED',
  host: id('UNOCT'),
  plannedStart: '2021-02-27',
  plannedEnd: '2021-02-28',
  heldStart: null,
  heldEnd: null,
  themes: ['CO-05', 'TH-02'],
  outcomes: [],
  materials: [],
  reason: null,
};
const workshop: CalendarActivity = { id: id('workshop'), revision: 3, tlp: 'CLEAR', hostName: 'UNOCT', state };

/** Content lines of a calendar, unfolded, as a reader sees them. */
function read(calendar: string): string[] {
  return calendar.replaceAll('\r\n ', '').split('\r\n').slice(0, -1);
}

function eventWith(changes: Partial<CalendarActivity['state']>, beside: Partial<CalendarActivity> = {}, languages?: string[]) {
  return read(toICalendar([{ ...workshop, ...beside, state: { ...state, ...changes } }], { now, name: 'Activities', languages }));
}

function unescape(value: string): string {
  return value.replace(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));
}

describe('the calendar of activities', () => {
  it('shows an activity on the days that it is planned for, the last one included', () => {
    expect(eventWith({})).toEqual([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Concord//Activity calendar//EN',
      'METHOD:PUBLISH',
      'NAME:Activities',
      'X-WR-CALNAME:Activities',
      'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
      'BEGIN:VEVENT',
      `UID:capacityActivity_${id('workshop')}`,
      'DTSTAMP:20210127T123045Z',
      'SEQUENCE:3',
      'DTSTART;VALUE=DATE:20210227',
      'DTEND;VALUE=DATE:20210301',
      'SUMMARY;LANGUAGE=en:Workshop\\; “soft” targets\\, in South-East Asia',
      `ORGANIZER;CN=UNOCT:urn:uuid:${id('UNOCT')}`,
      'CATEGORIES:WORKSHOP,CO-05,TH-02',
      'STATUS:CONFIRMED',
      'X-CONCORD-STATUS:ANNOUNCED',
      'CLASS:PUBLIC',
      'X-TLP:CLEAR',
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
      'END:VCALENDAR',
    ]);
  });

  it('shows what was held on the days on which it was held', () => {
    const held = eventWith({ status: 'HELD', heldStart: '2021-03-01', heldEnd: '2021-03-01' });
    expect(held).toEqual(expect.arrayContaining(['DTSTART;VALUE=DATE:20210301', 'DTEND;VALUE=DATE:20210302']));
  });

  it('says why an activity was put off or cancelled, and that its days are in doubt', () => {
    expect(eventWith({ status: 'POSTPONED', reason: 'Travel, again' })).toEqual(
      expect.arrayContaining(['STATUS:TENTATIVE', 'X-CONCORD-STATUS:POSTPONED', 'COMMENT:Travel\\, again']),
    );
    expect(eventWith({ status: 'CANCELLED', reason: 'Travel' })).toContain('STATUS:CANCELLED');
  });

  it('speaks the language that the reader wishes for', () => {
    expect(eventWith({}, {}, ['fr-CA'])).toContain('SUMMARY;LANGUAGE=fr:Atelier');
    expect(eventWith({}, {}, ['es'])).toContain('SUMMARY;LANGUAGE=en:Workshop\\; “soft” targets\\, in South-East Asia');
  });

  it('carries the handling label', () => {
    expect(eventWith({}, { tlp: 'AMBER_STRICT' })).toEqual(expect.arrayContaining(['CLASS:CONFIDENTIAL', 'X-TLP:AMBER+STRICT']));
  });

  it('links reports and materials, where they are on the web', () => {
    const links = eventWith(
      {
        outcomes: [{ outcome: state.title, document: 'A/75/1', at: now.toISOString() }],
        materials: [{ url: 'https://example.org/a b\r\nSTATUS:CANCELLED' }, { url: 'javascript:alert(1)' }],
      },
      { url: 'https://example.org/activities/1' },
    );
    expect(links.filter((line) => /^(URL|ATTACH)/.test(line))).toEqual([
      'URL:https://example.org/activities/1',
      'ATTACH:https://example.org/a%20bSTATUS:CANCELLED',
    ]);
  });

  it('keeps a quotation mark in the name of a host', () => {
    expect(eventWith({}, { hostName: 'The "Forum": Africa' })).toContain(
      `ORGANIZER;CN="The ^'Forum^': Africa":urn:uuid:${id('UNOCT')}`,
    );
  });

  it('leaves out an end that no date can say', () => {
    const last = eventWith({ plannedStart: '9999-12-31', plannedEnd: '9999-12-31' });
    expect(last).toContain('DTSTART;VALUE=DATE:99991231');
    expect(last.filter((line) => line.startsWith('DTEND'))).toEqual([]);
  });

  it('is whole without any activity', () => {
    const empty = read(toICalendar([], { now, name: 'None' }));
    expect(empty.at(0)).toBe('BEGIN:VCALENDAR');
    expect(empty.at(-1)).toBe('END:VCALENDAR');
  });

  it('gives every text back as it was, in lines of at most 75 octets, and lets none of them add a line of its own', () => {
    const anyText = fc.string({
      unit: fc.oneof(
        fc.constantFrom('\n', '\r\n', '\u2028', '\0', '\\', ';', ',', ':', '"', '^', ' ', '\t', 'é', '会', '👩‍🏫', 'END:VEVENT'),
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
      ),
      maxLength: 60,
    });
    fc.assert(
      fc.property(
        anyText,
        anyText,
        fc.constantFrom(...activityStatuses.codes),
        fc.constantFrom(...TLP),
        (title, hostName, status, tlp) => {
          const activity = { ...workshop, hostName, tlp, state: { ...state, title: [{ language: 'en', text: title }], status } };
          const calendar = toICalendar([activity, workshop], { now, name: title });
          const physical = calendar.split('\r\n');
          expect(physical.every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
          expect(calendar.replaceAll('\r\n', '')).not.toMatch(/[^\P{Cc}\t]|[\u2028\u2029]/u);
          expect(Buffer.from(calendar).toString()).toBe(calendar);
          const lines = read(calendar);
          expect(lines.filter((line) => line === 'BEGIN:VEVENT' || line === 'END:VEVENT')).toHaveLength(4);
          expect(lines.every((line) => /^[A-Z-]+[:;]/.test(line))).toBe(true);
          const summary = lines.find((line) => line.startsWith('SUMMARY;LANGUAGE=en:'))!.slice('SUMMARY;LANGUAGE=en:'.length);
          expect(unescape(summary)).toBe(title.replace(/\r\n|[\r\u0085\u2028\u2029]/g, '\n').replace(/[^\P{Cc}\t\n]/gu, ''));
        },
      ),
    );
  });
});
