import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { given, id } from '../../../test/support/given.js';
import { isRegionCode } from '../../codes/regions.js';
import { isTheme, THEMES } from '../../codes/themes.js';
import { isRefusal } from '../../event-sourcing/record.js';
import { type CapacityActivityEvent } from './capacity-activity.fields.js';
import { capacityActivity } from './capacity-activity.js';

const title = [{ language: 'en', text: 'Open briefing' }];
const lists = {
  countries: [],
  regions: ['X-SEA'],
  aims: [],
  audienceLevels: [],
  audienceKinds: [],
  themes: ['CO-05'],
  instruments: [],
  promotes: [],
  needs: [],
};
const days = { plannedStart: '2021-02-01', plannedEnd: '2021-02-02' };
const planned: CapacityActivityEvent = {
  type: 'ActivityPlanned',
  data: { activityKind: 'WORKSHOP', title, host: id('UNOCT'), coOrganisers: [id('CTED')], participants: [], ...days, ...lists },
};
const held: CapacityActivityEvent = { type: 'ActivityHeld', data: { start: '2021-02-01', end: '2021-02-02' } };
const cancelled: CapacityActivityEvent = { type: 'ActivityCancelled', data: { reason: 'travel' } };
const postponed: CapacityActivityEvent = { type: 'ActivityPostponed', data: { reason: 'travel' } };
const started: CapacityActivityEvent = { type: 'ActivityStarted', data: {} };
const invited: CapacityActivityEvent = { type: 'InvitationSent', data: { actor: id('Kenya') } };
const plan = {
  activityKind: 'WORKSHOP',
  title,
  host: id('UNOCT'),
  coOrganisers: [id('CTED')],
  ...days,
  regions: ['X-SEA'],
  themes: ['CO-05'],
};
const outcome = [{ language: 'en', text: 'A checklist' }];
const materials = [{ url: 'https://example.org/slides' }];
const moved = { plannedStart: '2021-03-01', plannedEnd: '2021-03-02', reason: 'venue' };
const counts = { total: 2, byCountry: [{ country: 'KE', count: 2 }], byActorKind: [{ kind: 'STATE', count: 2 }], byGender: [] };

/** One command of each kind that an activity takes before it was held, and of each that it takes after. */
const PLANS: readonly (readonly [name: string, command: object])[] = [
  ['addActivityCoOrganiser', { actor: id('INTERPOL') }],
  ['addActivityParticipant', { actor: id('ICAO') }],
  ['announceActivity', {}],
  ['openActivityRegistration', {}],
  ['inviteToActivity', { actor: id('Kenya') }],
  ['acceptActivityInvitation', {}],
  ['declineActivityInvitation', {}],
  ['rescheduleActivity', moved],
  ['startActivity', {}],
  ['recordActivityHeld', { start: '2021-02-01', end: '2021-02-02' }],
  ['postponeActivity', { reason: 'travel' }],
  ['cancelActivity', { reason: 'travel' }],
];
const REPORTS: readonly (readonly [name: string, command: object])[] = [
  ['recordAttendance', counts],
  ['reportActivityOutcome', { outcome }],
  ['shareActivityMaterials', { materials }],
];
const EVENTS: readonly CapacityActivityEvent[] = [
  { type: 'CoOrganiserAdded', data: { actor: id('INTERPOL') } },
  { type: 'ParticipantAdded', data: { actor: id('INTERPOL') } },
  { type: 'ActivityAnnounced', data: {} },
  { type: 'RegistrationOpened', data: {} },
  invited,
  { type: 'InvitationAccepted', data: { actor: id('Kenya') } },
  { type: 'InvitationDeclined', data: { actor: id('Kenya') } },
  { type: 'ActivityRescheduled', data: moved },
  started,
  { type: 'AttendanceRecorded', data: counts },
  held,
  { type: 'OutcomeReported', data: { outcome } },
  { type: 'MaterialsShared', data: { materials } },
  postponed,
  cancelled,
];

describe('a capacity activity', () => {
  it('is planned with its host, its co-organisers and, apart from them, its participants', () => {
    given(capacityActivity, []).when('planActivity', plan).then([planned]);
  });

  it('is not planned to end before it starts, nor with its host as a co-organiser', () => {
    const record = given(capacityActivity, []);
    record.when('planActivity', { ...plan, plannedEnd: '2021-01-31' }).refused('DATES_REVERSED');
    record.when('planActivity', { ...plan, coOrganisers: [id('UNOCT')] }).refused('HOSTS_ALREADY');
    record.when('planActivity', { ...plan, participants: [id('CTED')] }).refused('ORGANISES_ALREADY');
    record.when('planActivity', { ...plan, participants: [id('UNOCT')] }).refused('ORGANISES_ALREADY');
  });

  it('takes a co-organiser once, and never its host', () => {
    const record = given(capacityActivity, [planned]);
    record
      .when('addActivityCoOrganiser', { actor: id('INTERPOL') })
      .then([{ type: 'CoOrganiserAdded', data: { actor: id('INTERPOL') } }]);
    record.when('addActivityCoOrganiser', { actor: id('CTED') }).refused('ORGANISES_ALREADY');
    record.when('addActivityCoOrganiser', { actor: id('UNOCT') }).refused('HOSTS_ALREADY');
    record
      .when('addActivityParticipant', { actor: id('ICAO') })
      .then([{ type: 'ParticipantAdded', data: { actor: id('ICAO') } }]);
    record.when('addActivityParticipant', { actor: id('CTED') }).refused('ORGANISES_ALREADY');
    record.when('addActivityParticipant', { actor: id('UNOCT') }).refused('ORGANISES_ALREADY');
  });

  it('no longer counts among its participants who comes to organise it', () => {
    const { state } = given(capacityActivity, [
      planned,
      { type: 'ParticipantAdded', data: { actor: id('ICAO') } },
      { type: 'CoOrganiserAdded', data: { actor: id('ICAO') } },
    ]);
    expect(state).toMatchObject({ coOrganisers: [id('CTED'), id('ICAO')], participants: [] });
  });

  it('is announced, then open for registration', () => {
    const announced: CapacityActivityEvent = { type: 'ActivityAnnounced', data: {} };
    given(capacityActivity, [planned]).when('announceActivity', {}).then([announced]);
    given(capacityActivity, [planned, announced]).when('announceActivity', {}).refused('WRONG_STATUS');
    const opened: CapacityActivityEvent = { type: 'RegistrationOpened', data: { until: '2021-01-30' } };
    given(capacityActivity, [planned, announced]).when('openActivityRegistration', { until: '2021-01-30' }).then([opened]);
    expect(given(capacityActivity, [planned, announced, opened]).state.status).toBe('REGISTRATION_OPEN');
    given(capacityActivity, [planned, opened]).when('openActivityRegistration', {}).refused('WRONG_STATUS');
  });

  it('is answered by those who were invited, each for itself', () => {
    given(capacityActivity, [planned])
      .when('inviteToActivity', { actor: id('Kenya') })
      .then([invited]);
    const record = given(capacityActivity, [planned, invited]);
    record.when('inviteToActivity', { actor: id('Kenya') }).then([]);
    record
      .when('acceptActivityInvitation', {}, { by: 'Kenya' })
      .then([{ type: 'InvitationAccepted', data: { actor: id('Kenya') } }]);
    record.when('acceptActivityInvitation', {}, { by: 'Spain' }).refused('NOT_INVITED');
    record
      .when('declineActivityInvitation', { reason: 'elections' }, { by: 'Kenya' })
      .then([{ type: 'InvitationDeclined', data: { actor: id('Kenya'), reason: 'elections' } }]);
    record.when('declineActivityInvitation', {}).refused('NOT_INVITED');
  });

  it('counts among its participants who accepted, until they decline', () => {
    const accepted: CapacityActivityEvent = { type: 'InvitationAccepted', data: { actor: id('Kenya') } };
    const declined: CapacityActivityEvent = { type: 'InvitationDeclined', data: { actor: id('Kenya'), reason: 'elections' } };
    expect(given(capacityActivity, [planned, invited]).state.participants).toEqual([]);
    expect(given(capacityActivity, [planned, invited, accepted]).state.participants).toEqual([id('Kenya')]);
    given(capacityActivity, [planned, invited, accepted]).when('acceptActivityInvitation', {}, { by: 'Kenya' }).then([]);
    expect(given(capacityActivity, [planned, invited, accepted, declined]).state).toMatchObject({
      participants: [],
      invitations: [{ actor: id('Kenya'), status: 'DECLINED', reason: 'elections' }],
    });
  });

  it('keeps the days that it was planned for before', () => {
    const rescheduled: CapacityActivityEvent = { type: 'ActivityRescheduled', data: moved };
    given(capacityActivity, [planned]).when('rescheduleActivity', moved).then([rescheduled]);
    given(capacityActivity, [planned])
      .when('rescheduleActivity', { ...days, reason: 'x' })
      .then([]);
    given(capacityActivity, [planned])
      .when('rescheduleActivity', { ...moved, plannedEnd: '2021-02-01' })
      .refused('DATES_REVERSED');
    const { state } = given(capacityActivity, [planned, postponed, rescheduled]);
    expect(state).toMatchObject({
      status: 'PLANNED',
      earlierDates: [{ start: '2021-02-01', end: '2021-02-02', reason: 'venue' }],
    });
  });

  it('is postponed once, and does not start before other days are set', () => {
    given(capacityActivity, [planned]).when('postponeActivity', { reason: 'travel' }).then([postponed]);
    given(capacityActivity, [planned, postponed]).when('postponeActivity', { reason: 'travel' }).refused('WRONG_STATUS');
    given(capacityActivity, [planned, postponed]).when('startActivity', {}).refused('WRONG_STATUS');
    given(capacityActivity, [planned]).when('startActivity', {}).then([started]);
  });

  it('is held in the past, once, and does not end before it starts', () => {
    const record = given(capacityActivity, [planned]);
    record.when('recordActivityHeld', { start: '2021-02-01', end: '2021-02-02' }, { on: '2021-02-02' }).then([held]);
    record
      .when('recordActivityHeld', { start: '2021-02-01', end: '2021-02-02' }, { on: '2021-02-01' })
      .refused('HELD_IN_THE_FUTURE');
    record.when('recordActivityHeld', { start: '2021-02-02', end: '2021-02-01' }).refused('DATES_REVERSED');
    given(capacityActivity, [planned, held])
      .when('recordActivityHeld', { start: '2021-02-01', end: '2021-02-02' })
      .refused('WRONG_STATUS');
  });

  it('counts who attended, and a breakdown accounts for everybody', () => {
    const byGender = [
      { gender: 'FEMALE', count: 21 },
      { gender: 'MALE', count: 19 },
    ] as const;
    const attendance: CapacityActivityEvent = {
      type: 'AttendanceRecorded',
      data: { total: 40, byCountry: [], byActorKind: [], byGender: [...byGender] },
    };
    const record = given(capacityActivity, [planned, held]);
    record.when('recordAttendance', { total: 40, byGender }).then([attendance]);
    record.when('recordAttendance', { total: 41, byGender }).refused('COUNTS_DO_NOT_ADD_UP');
    record.when('recordAttendance', { total: 42, byGender: [byGender[0], byGender[0]] }).refused('COUNTS_DO_NOT_ADD_UP');
    given(capacityActivity, [planned]).when('recordAttendance', { total: 40 }).refused('WRONG_STATUS');
    given(capacityActivity, [planned, started]).when('recordAttendance', { total: 40, byGender }).then([attendance]);
  });

  it('is reported on after it was held, and shares its materials', () => {
    given(capacityActivity, [planned]).when('reportActivityOutcome', { outcome }).refused('WRONG_STATUS');
    const reported: CapacityActivityEvent = { type: 'OutcomeReported', data: { outcome } };
    given(capacityActivity, [planned, held]).when('reportActivityOutcome', { outcome }).then([reported]);
    expect(given(capacityActivity, [planned, held, reported]).state.status).toBe('REPORTED');
    given(capacityActivity, [planned, held])
      .when('shareActivityMaterials', { materials })
      .then([{ type: 'MaterialsShared', data: { materials } }]);
  });

  it('takes nothing but reports after it was held', () => {
    const record = given(capacityActivity, [planned, invited, held]);
    for (const [name, command] of PLANS) record.when(name, command, { by: 'Kenya' }).refused('WRONG_STATUS');
  });

  it('takes nothing after it was cancelled', () => {
    given(capacityActivity, [planned]).when('cancelActivity', { reason: 'travel' }).then([cancelled]);
    const record = given(capacityActivity, [planned, invited, cancelled]);
    for (const [name, command] of [...PLANS, ...REPORTS]) record.when(name, command, { by: 'Kenya' }).refused('WRONG_STATUS');
  });

  it('stays held where a postponement or a cancellation is reported late, and no reason to put it off remains', () => {
    const { state } = given(capacityActivity, [planned, postponed, held, postponed, cancelled]);
    expect(state).toMatchObject({ status: 'HELD', reason: null });
  });

  it('folds any of its events in any order of happening', () => {
    const told = [planned, ...EVENTS];
    const on = fc.integer({ min: 10, max: 28 }).map((n) => `2021-02-${n}`);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...told), on), { maxLength: 20 }), (later) => {
        const { state } = given(capacityActivity, [
          { ...planned, on: '2021-02-15' },
          ...later.map(([one, day]) => ({ ...one, on: day })),
        ]);
        expect(new Set(state.invitations.map(({ actor }) => actor)).size).toBe(state.invitations.length);
        expect(new Set(state.coOrganisers).size).toBe(state.coOrganisers.length);
      }),
    );
  });

  it('keeps its rules under any sequence of commands', () => {
    const commands = fc.array(
      fc.tuple(fc.constantFrom(...PLANS, ...REPORTS), fc.constantFrom('Kenya', 'Spain', 'CTED', 'UNOCT'), fc.boolean()),
      { maxLength: 25 },
    );
    fc.assert(
      fc.property(commands, (sequence) => {
        const events: CapacityActivityEvent[] = [planned];
        for (const [[name, command], who, named] of sequence) {
          const input = named && 'actor' in command ? { ...command, actor: id(who) } : command;
          const before = given(capacityActivity, events);
          const { outcome } = before.when(name, input, { by: who });
          if (isRefusal(outcome)) continue;
          expect(before.state.status).not.toBe('CANCELLED');
          if (before.state.heldEnd) expect(REPORTS.map(([report]) => report)).toContain(name);
          events.push(...(outcome as CapacityActivityEvent[]));
        }
        const { state } = given(capacityActivity, events);
        const actors = [state.host, ...state.coOrganisers, ...state.participants];
        expect(new Set(actors).size).toBe(actors.length);
        expect(state.plannedStart <= state.plannedEnd).toBe(true);
        expect((state.heldStart ?? '') <= (state.heldEnd ?? '') && (state.heldEnd ?? '') <= '2022-01-01').toBe(true);
        expect(state.heldStart !== null).toBe(['HELD', 'REPORTED'].includes(state.status));
        expect(state.outcomes.length > 0).toBe(state.status === 'REPORTED');
        const answered = state.invitations.filter(({ status }) => status !== 'SENT').map(({ actor }) => actor);
        const sent = events.flatMap((event) => (event.type === 'InvitationSent' ? [event.data.actor] : []));
        expect(sent).toEqual(expect.arrayContaining(answered));
        if (state.attendance) expect(events.some(({ type }) => type === 'ActivityStarted' || type === 'ActivityHeld')).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a theme or region code', () => {
  it('is known, and tells South-East Asia from South-East Europe', () => {
    expect(['035', '002', 'X-SEA', 'X-SEE'].filter(isRegionCode)).toEqual(['035', '002', 'X-SEA', 'X-SEE']);
    expect(['SE', '999', '250', 'x-see', '', 'constructor'].filter(isRegionCode)).toEqual([]);
    expect(['CH-10', 'CO-09', 'TH-07'].filter(isTheme)).toEqual(['CH-10', 'CO-09', 'TH-07']);
    expect(['CH-11', 'CO-1', 'co-01', 'TH-08', 'toString'].filter(isTheme)).toEqual([]);
    expect(Object.keys(THEMES)).toHaveLength(26);
  });
});
