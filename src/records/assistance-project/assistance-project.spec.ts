import { describe, expect, it } from '@jest/globals';
import { english, lists, nth, project } from '../../../test/support/assistance-project.js';
import { given, id } from '../../../test/support/given.js';
import { InvalidInput, readCommand } from '../../graphql/commands/registry.js';
// Declares the commands that are read here.
import '../index.js';
import { type AssistanceProjectEvent as Event } from './assistance-project.events.js';
import { assistanceProject, assistanceProjectKind } from './assistance-project.js';

describe('a project of assistance', () => {
  it('is opened whole: partners, recipients, sectors, dates, identifiers and documents in one command', () => {
    const command = {
      reporter: id('UNODC'),
      title: english('Crowded places'),
      status: 'IMPLEMENTATION',
      plannedStart: '2021-01-01',
      recipients: [
        { country: 'KE', percentage: 60 },
        { region: '298', vocabulary: 'DAC', percentage: 40 },
      ],
      sectors: [{ vocabulary: '1', code: '15210' }],
      themes: ['CH-03'],
      identifiers: [{ scheme: 'IATI', value: 'XM-DAC-41128-7' }],
      partners: [{ actor: id('Japan'), role: 'FUNDING' }],
    };
    given(assistanceProject, [])
      .when('openProject', command, { by: 'UNODC' })
      .then([{ type: 'ProjectOpened', data: { ...lists, ...command } as never }]);
    const { state } = given(assistanceProject, [{ type: 'ProjectOpened', data: { ...lists, ...command } as never }]);
    const column = (name: string) => assistanceProjectKind.columns[name]!.of(state, {} as never);
    expect(column('recipients')).toEqual(['KE', 'DAC:298']);
    expect(column('funders')).toEqual([id('Japan')]);
    expect(column('identifiers')).toEqual(['IATI:XM-DAC-41128-7']);
    expect(column('starts')).toBe('2021-01-01');
  });

  it('does not end before it starts, whoever publishes it', () => {
    const open = (more: object) =>
      given(assistanceProject, []).when('openProject', { reporter: id('UNODC'), title: english('x'), ...more });
    open({ plannedStart: '2021-02-01', plannedEnd: '2021-01-31', asPublished: true }).refused('END_BEFORE_START');
    open({ actualStart: '2021-02-01', actualEnd: '2021-01-31' }).refused('END_BEFORE_START');
    open({ plannedStart: '2021-02-01', plannedEnd: '2021-02-01' }).then([
      {
        type: 'ProjectOpened',
        data: {
          ...lists,
          reporter: id('UNODC'),
          status: 'PIPELINE',
          title: english('x'),
          plannedStart: '2021-02-01',
          plannedEnd: '2021-02-01',
          partners: [],
        },
      },
    ]);
  });

  it('has shares that make 100 among recipients and in each vocabulary of sectors, or none', () => {
    const open = (more: object) =>
      given(assistanceProject, []).when('openProject', { reporter: id('UNODC'), title: english('x'), ...more }).outcome;
    const sector = (vocabulary: string, percentage?: number) => ({ vocabulary, code: '1', percentage });
    const refused = { refused: true, code: 'SHARES_NOT_100' };
    expect(open({ recipients: [{ country: 'KE', percentage: 60 }] })).toMatchObject({
      ...refused,
      field: 'recipients',
      value: '60',
    });
    expect(open({ recipients: [{ country: 'KE', percentage: 100 }, { country: 'UG' }] })).toMatchObject(refused);
    expect(
      open({
        recipients: [
          { country: 'KE', percentage: 33.33 },
          { country: 'UG', percentage: 66.66 },
        ],
      }),
    ).toHaveLength(1);
    expect(open({ recipients: [{ country: 'KE' }, { country: 'UG' }] })).toHaveLength(1);
    expect(open({ sectors: [sector('1', 100), sector('98', 40), sector('98', 60), sector('99')] })).toHaveLength(1);
    expect(open({ sectors: [sector('1', 100), sector('98', 40)] })).toMatchObject({ ...refused, field: 'sectors' });
    // Regions of two vocabularies say the same in other words: each makes 100 with the countries.
    const region = (vocabulary: string, percentage: number) => ({ region: '298', vocabulary, percentage });
    expect(open({ recipients: [region('DAC', 100), region('M49', 100)] })).toHaveLength(1);
    expect(open({ recipients: [region('DAC', 100), region('M49', 90)] })).toMatchObject(refused);
  });

  it('takes published shares as they are, and marks the departure until it is mended', () => {
    const shares = [{ country: 'KE', percentage: 60 }];
    const published = { reporter: id('UNODC'), title: english('x'), recipients: shares, asPublished: true };
    const { outcome } = given(assistanceProject, []).when('openProject', published);
    const [event] = outcome as Event[];
    expect(event!.data).toMatchObject({ departures: ['RECIPIENT_PERCENTAGES'] });
    given(assistanceProject, [event!])
      .when('describeProject', { recipients: [{ country: 'KE', percentage: 100 }] })
      .then([{ type: 'ProjectDescribed', data: { recipients: [{ country: 'KE', percentage: 100 }] } }]);
  });

  it('is for a country or for a region with its vocabulary', () => {
    const open = (recipient: object) =>
      given(assistanceProject, []).when('openProject', { reporter: id('UNODC'), title: english('x'), recipients: [recipient] });
    open({ country: 'KE', region: '298', vocabulary: 'DAC' }).refused('RECIPIENT_UNCLEAR');
    open({ region: '298' }).refused('RECIPIENT_UNCLEAR');
    open({}).refused('RECIPIENT_UNCLEAR');
  });

  it('is described again only where something changed', () => {
    project()
      .when('describeProject', { title: english('Crowded places') })
      .then([]);
    project()
      .when('describeProject', { title: english('Stadiums'), plannedEnd: '2022-12-31' })
      .then([{ type: 'ProjectDescribed', data: { title: english('Stadiums'), plannedEnd: '2022-12-31' } }]);
    const described = { type: 'ProjectDescribed', data: { plannedStart: '2021-06-01' } } as const;
    project(described).when('describeProject', { plannedEnd: '2021-05-01' }).refused('END_BEFORE_START');
    project(described)
      .when('describeProject', { cleared: ['plannedStart'] })
      .then([{ type: 'ProjectDescribed', data: { cleared: ['plannedStart'] } }]);
    project()
      .when('describeProject', { cleared: ['plannedStart'] })
      .then([]);
    project()
      .when('describeProject', { plannedStart: '2021-01-01', cleared: ['plannedStart'] })
      .refused('GIVEN_AND_CLEARED');
    project().when('describeProject', { actualStart: '2030-01-01' }).refused('ACTUAL_DATE_IN_THE_FUTURE');
  });

  it('gives an actor a role once, and ends it', () => {
    const role = { actor: id('Kenya'), role: 'IMPLEMENTING' } as const;
    project()
      .when('assignPartnerRole', role)
      .then([{ type: 'PartnerRoleAssigned', data: role }]);
    const assigned = project({ type: 'PartnerRoleAssigned', data: role });
    assigned.when('assignPartnerRole', role).refused('ROLE_HELD');
    assigned.when('endPartnerRole', role).then([{ type: 'PartnerRoleEnded', data: role }]);
    project().when('endPartnerRole', role).refused('NO_SUCH_ROLE');
    const partners = [role, role];
    given(assistanceProject, [])
      .when('openProject', { reporter: id('a'), title: english('x'), partners })
      .refused('ROLE_HELD');
  });

  it('passes its stages forwards, rests and goes on where it rested, and ends once', () => {
    project()
      .when('advanceProject', { to: 'FINALISATION' })
      .then([{ type: 'ProjectAdvanced', data: { to: 'FINALISATION' } }]);
    project().when('advanceProject', { to: 'PIPELINE' }).refused('NOT_A_LATER_STAGE');
    project()
      .when('advanceProject', { to: 'PIPELINE', asPublished: true })
      .then([{ type: 'ProjectAdvanced', data: { to: 'PIPELINE' } }]);
    const suspended: Event = { type: 'ProjectSuspended', data: { reason: 'floods' } };
    expect(
      project({ type: 'ProjectAdvanced', data: { to: 'FINALISATION' } }, suspended, { type: 'ProjectResumed', data: {} }).state
        .status,
    ).toBe('FINALISATION');
    project().when('suspendProject', { reason: 'floods' }).then([suspended]);
    project(suspended).when('suspendProject', { reason: 'floods' }).refused('PROJECT_SUSPENDED');
    project(suspended)
      .when('resumeProject', {})
      .then([{ type: 'ProjectResumed', data: {} }]);
    project().when('resumeProject', {}).refused('NOT_SUSPENDED');
    project(suspended).when('completeProject', {}).refused('NOT_UNDER_WAY');
    project()
      .when('completeProject', { actualEnd: '2021-12-31' })
      .then([{ type: 'ProjectCompleted', data: { actualEnd: '2021-12-31' } }]);
    project().when('completeProject', { actualEnd: '2030-12-31' }).refused('ACTUAL_DATE_IN_THE_FUTURE');
    const completed: Event = { type: 'ProjectCompleted', data: { actualEnd: '2021-12-31' } };
    project(completed).when('completeProject', {}).then([]);
    project(completed).when('cancelProject', { reason: 'x' }).refused('PROJECT_CLOSED');
    project()
      .when('cancelProject', { reason: 'x' })
      .then([{ type: 'ProjectCancelled', data: { reason: 'x' } }]);
    project(completed)
      .when('planMilestone', { title: english('x'), due: '2021-05-01' })
      .refused('PROJECT_CLOSED');
  });

  it('keeps milestones planned, missed with a later day, and reached', () => {
    const planned: Event = { type: 'MilestonePlanned', data: { title: english('Trainers trained'), due: '2021-06-30' } };
    project().when('planMilestone', planned.data).then([planned]);
    const record = project(planned);
    record.when('reachMilestone', { milestone: nth(0) }).refused('UNKNOWN_MILESTONE');
    record.when('missMilestone', { milestone: nth(0), reason: 'x' }).refused('UNKNOWN_MILESTONE');
    record.when('missMilestone', { milestone: nth(1), reason: 'x', newDue: '2021-06-30' }).refused('DUE_NOT_LATER');
    const missed: Event = { type: 'MilestoneMissed', data: { milestone: nth(1), reason: 'x', newDue: '2021-09-30' } };
    record.when('missMilestone', missed.data).then([missed]);
    const reached: Event = { type: 'MilestoneReached', data: { milestone: nth(1) } };
    project(planned, missed).when('reachMilestone', reached.data).then([reached]);
    const { state } = project(planned, missed, reached);
    expect(state.milestones).toMatchObject([{ status: 'REACHED', due: '2021-09-30', earlierDues: ['2021-06-30'] }]);
    project(planned, reached).when('reachMilestone', reached.data).then([]);
    project(planned, reached)
      .when('missMilestone', { milestone: nth(1), reason: 'x' })
      .refused('MILESTONE_REACHED');
  });

  it('keeps one result under a reference, and takes it back', () => {
    const result = { reference: 'R1', type: 'OUTPUT' as const, title: english('Officers trained'), indicators: [] };
    const reported: Event = { type: 'ResultReported', data: result };
    project().when('reportResult', result).then([reported]);
    project(reported).when('reportResult', result).then([]);
    expect(
      project(reported, { type: 'ResultReported', data: { ...result, title: english('40 officers') } }).state.results,
    ).toMatchObject([{ title: english('40 officers') }]);
    const period = { start: '2021-02-01', end: '2021-01-01' };
    project()
      .when('reportResult', { ...result, indicators: [{ title: english('n'), periods: [period] }] })
      .refused('END_BEFORE_START');
    project(reported)
      .when('withdrawResult', { reference: 'R1', reason: 'x' })
      .then([{ type: 'ResultWithdrawn', data: { reference: 'R1', reason: 'x' } }]);
    project().when('withdrawResult', { reference: 'R1', reason: 'x' }).refused('UNKNOWN_RESULT');
  });

  it('keeps evaluations and what was given instead of funds', () => {
    const evaluation = { title: english('Mid-term'), day: '2021-06-30', evaluator: id('OIOS') };
    project()
      .when('recordEvaluation', evaluation)
      .then([{ type: 'EvaluationRecorded', data: evaluation }]);
    const gift = { provider: id('Japan'), description: english('Scanners'), day: '2021-03-01', quantity: 4 };
    project()
      .when('recordInKindContribution', gift)
      .then([{ type: 'InKindContributionRecorded', data: gift }]);
  });
});

describe('the input of a project', () => {
  const read = (more: object) => () =>
    readCommand(
      'assistanceProject',
      'openProject',
      { handling: { tlp: 'CLEAR' }, reporter: id('UNODC'), title: english('x'), ...more },
      { user: 'u', actor: null },
    );

  it('names field, value and rule of a code that is none', () => {
    const broken = (more: object) => {
      try {
        read(more)();
      } catch (error) {
        return error instanceof InvalidInput ? error.violations[0]!.field : error;
      }
      return undefined;
    };
    expect(broken({ recipients: [{ country: 'XX' }] })).toBe('recipients.0.country');
    expect(broken({ flowType: '99' })).toBe('flowType');
    expect(broken({ themes: ['CH-11'] })).toBe('themes');
    expect(broken({ documents: [{ url: 'https://example.org', categories: ['Z9'] }] })).toBe('documents.0.categories');
    expect(broken({ status: 'OPEN' })).toBe('status');
    expect(broken({ plannedStart: '2021-02-30' })).toBe('plannedStart');
    expect(broken({})).toBeUndefined();
  });

  it('names every record that it rests on', () => {
    const request = read({ partners: [{ actor: `actor_${id('Japan')}`, role: 'FUNDING' }] })();
    expect(request.references).toEqual([
      { field: 'reporter', kind: 'actor', id: id('UNODC') },
      { field: 'partners.0.actor', kind: 'actor', id: id('Japan') },
    ]);
  });
});
