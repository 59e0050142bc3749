import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { given, id } from '../../../test/support/given.js';
import { type CapacityActivityEvent } from './capacity-activity.events.js';
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

describe('a capacity activity', () => {
  it('is planned with its host, its co-organisers and, apart from them, its participants', () => {
    given(capacityActivity, []).when('planActivity', plan).then([planned]);
  });

  it('is not planned to end before it starts, nor with its host as a co-organiser', () => {
    const record = given(capacityActivity, []);
    record.when('planActivity', { ...plan, plannedEnd: '2021-01-31' }).refused('DATES_REVERSED');
    record.when('planActivity', { ...plan, coOrganisers: [id('UNOCT')] }).refused('HOSTS_ALREADY');
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

  it('keeps the days that it was planned for before', () => {
    const moved = { plannedStart: '2021-03-01', plannedEnd: '2021-03-02', reason: 'venue' };
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
    const outcome = [{ language: 'en', text: 'A checklist' }];
    given(capacityActivity, [planned]).when('reportActivityOutcome', { outcome }).refused('WRONG_STATUS');
    const reported: CapacityActivityEvent = { type: 'OutcomeReported', data: { outcome } };
    given(capacityActivity, [planned, held]).when('reportActivityOutcome', { outcome }).then([reported]);
    expect(given(capacityActivity, [planned, held, reported]).state.status).toBe('REPORTED');
    const materials = [{ url: 'https://example.org/slides' }];
    given(capacityActivity, [planned, held])
      .when('shareActivityMaterials', { materials })
      .then([{ type: 'MaterialsShared', data: { materials } }]);
  });

  it('takes no plans after it was held, and nothing at all after it was cancelled', () => {
    given(capacityActivity, [planned]).when('cancelActivity', { reason: 'travel' }).then([cancelled]);
    for (const name of ['startActivity', 'cancelActivity', 'postponeActivity', 'inviteToActivity']) {
      given(capacityActivity, [planned, held])
        .when(name, { reason: 'x', actor: id('x') })
        .refused('WRONG_STATUS');
      given(capacityActivity, [planned, cancelled])
        .when(name, { reason: 'x', actor: id('x') })
        .refused('WRONG_STATUS');
    }
    given(capacityActivity, [planned, cancelled])
      .when('recordActivityHeld', { start: '2021-02-01', end: '2021-02-01' })
      .refused('WRONG_STATUS');
    given(capacityActivity, [planned, cancelled]).when('shareActivityMaterials', { materials: [] }).refused('WRONG_STATUS');
  });

  it('folds any of its events in any order', () => {
    const events = [held, cancelled, postponed, started, invited];
    const day = fc.integer({ min: 10, max: 28 }).map((n) => `2021-02-${n}`);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...events), day), { maxLength: 10 }), (told) => {
        const { state } = given(capacityActivity, [
          { ...planned, on: '2021-02-15' },
          ...told.map(([one, on]) => ({ ...one, on })),
        ]);
        expect(new Set(state.invitations.map(({ actor }) => actor)).size).toBe(state.invitations.length);
      }),
    );
  });
});
