import { describe, expect, it } from '@jest/globals';
import { v5 } from 'uuid';
import { given, id } from '../../../test/support/given.js';
import { type HumanRightsReviewEvent as Event } from './human-rights-review.fields.js';
import { humanRightsReview, openConcerns, reviewStatus } from './human-rights-review.js';

const english = (text: string) => [{ language: 'en', text }];
const versions = [
  { number: 1, since: '2020-01-01T00:00:00.000Z' },
  { number: 2, since: '2021-06-01T00:00:00.000Z' },
];
const partOf = { kind: 'PART_OF', from: null, agreed: true, ended: false };
const actor = (actorKind: string, ...parents: string[]) => ({
  kind: 'actor',
  state: { actorKind, affiliations: parents.map((parent) => ({ ...partOf, parent: id(parent) })) },
});
const references = {
  [id('France')]: actor('STATE'),
  [id('Ministry')]: actor('NATIONAL_AGENCY', 'France'),
  [id('Ombudsman')]: actor('NATIONAL_AGENCY'),
  [id('OHCHR')]: actor('UN_ENTITY'),
  [id('strategy')]: { kind: 'nationalMeasure', state: { state: id('France'), versions } },
  [id('plan')]: { kind: 'nationalMeasure', state: { state: id('France'), versions: [] } },
  [id('programme')]: { kind: 'programme', state: { lead: id('UNOCT') } },
};
const requested: Event = {
  type: 'ReviewRequested',
  data: { reviewer: id('OHCHR'), owner: id('France'), measure: id('strategy'), version: 2 },
};
const started: Event = { type: 'ReviewStarted', data: {} };
const raised: Event = { type: 'ConcernRaised', data: { concern: english('Bulk data') } };
/** Id of the event that raised the concern, third in the record's history. */
const concern = v5('2', id('record'));
const addressed: Event = { type: 'ConcernAddressed', data: { concern, response: english('A judge decides') } };
const outcome = { conclusion: 'COMPLIANT_WITH_CONCERNS', basis: english('Two hearings') } as const;
const concluded: Event = { type: 'ReviewConcluded', data: outcome };
const reopened: Event = { type: 'ReviewReopened', data: { reason: 'a ruling' } };

const review = (...events: Event[]) => {
  const record = given(humanRightsReview, [requested, ...events]);
  /** A command of the reviewer, unless somebody else speaks. */
  const when = (name: string, command: object = {}, more: { by?: string | undefined; occurredAt?: string } = {}) =>
    record.when(name, command, { by: 'OHCHR', ...more, references });
  return { when, state: record.state, status: reviewStatus(record.state) };
};

describe('a human rights review', () => {
  const request = (input: object) =>
    given(humanRightsReview, []).when('requestHumanRightsReview', { reviewer: id('OHCHR'), ...input }, { references });

  it('is of one version of a measure: the newest, where none is named', () => {
    request({ measure: id('strategy') }).then([requested]);
    request({ measure: id('strategy'), version: 1 }).then([{ ...requested, data: { ...requested.data, version: 1 } }] as Event[]);
    request({ measure: id('strategy'), version: 3 }).refused('UNKNOWN_VERSION');
    request({ measure: id('plan') }).refused('UNKNOWN_VERSION');
  });

  it('is of a programme, which has no versions', () => {
    const { reviewer } = requested.data as { reviewer: string };
    request({ programme: id('programme') }).then([
      { type: 'ReviewRequested', data: { reviewer, owner: id('UNOCT'), programme: id('programme') } },
    ]);
    request({ programme: id('programme'), version: 1 }).refused('NO_VERSIONS');
    request({ programme: id('programme'), measure: id('strategy') }).refused('ONE_SUBJECT');
    request({}).refused('ONE_SUBJECT');
  });

  it('is not made by the owner of what is reviewed', () => {
    request({ measure: id('strategy'), reviewer: id('France') }).refused('OWN_REVIEW');
    request({ programme: id('programme'), reviewer: id('UNOCT') }).refused('OWN_REVIEW');
  });

  it('does not begin before its version', () => {
    given(humanRightsReview, [])
      .when(
        'requestHumanRightsReview',
        { reviewer: id('OHCHR'), measure: id('strategy') },
        { references, occurredAt: '2021-05-31' },
      )
      .refused('TOO_EARLY');
  });

  it.each<readonly [string, object, Event[]]>([
    ['startHumanRightsReview', {}, []],
    ['raiseHumanRightsConcern', { concern: english('x') }, [started]],
    ['concludeHumanRightsReview', { ...outcome, conclusion: 'NOT_COMPLIANT' }, [started]],
    ['reopenHumanRightsReview', { reason: 'a ruling' }, [started, concluded]],
  ])('%s is for the reviewer alone', (command, input, events) => {
    const record = review(...events);
    for (const by of ['France', 'Ministry', 'Ombudsman']) record.when(command, input, { by }).refused('NOT_THE_REVIEWER');
    record.when(command, input, { by: undefined }).refused('PARTY_MISSING');
    expect(record.when(command, input).outcome).toHaveLength(1);
  });

  it('goes from requested to under way to concluded, and under way again when it is reopened', () => {
    const life = [started, raised, addressed, concluded, reopened, concluded];
    expect(life.map((_, n) => review(...life.slice(0, n + 1)).status)).toEqual([
      'UNDER_WAY',
      'UNDER_WAY',
      'UNDER_WAY',
      'CONCLUDED',
      'UNDER_WAY',
      'CONCLUDED',
    ]);
    expect(review().status).toBe('REQUESTED');
    expect(review(started, concluded, reopened).state.outcome).toBeNull();
  });

  it('takes nothing out of its turn', () => {
    review().when('concludeHumanRightsReview', outcome).refused('WRONG_STATUS');
    review().when('reopenHumanRightsReview', { reason: 'x' }).refused('WRONG_STATUS');
    review(started).when('startHumanRightsReview').refused('WRONG_STATUS');
    review(started, concluded)
      .when('raiseHumanRightsConcern', { concern: english('x') })
      .refused('WRONG_STATUS');
    const early = { occurredAt: '2021-01-01' };
    review(started)
      .when('concludeHumanRightsReview', { ...outcome, conclusion: 'COMPLIANT' }, early)
      .refused('TOO_EARLY');
    review(started, concluded).when('reopenHumanRightsReview', { reason: 'x' }, early).refused('TOO_EARLY');
  });

  it('has its concerns addressed by the State or its delegate, and by nobody else', () => {
    const record = review(started, raised);
    const answer = { concern, response: english('A judge decides') };
    for (const by of ['France', 'Ministry']) record.when('addressHumanRightsConcern', answer, { by }).then([addressed]);
    record.when('addressHumanRightsConcern', answer).refused('NOT_THE_STATE');
    const unknown = { ...answer, concern: id('another') };
    record.when('addressHumanRightsConcern', unknown, { by: 'France' }).refused('UNKNOWN_CONCERN');
  });

  it('concludes COMPLIANT only with every concern addressed, and with concerns only where there are some', () => {
    const compliant = { ...outcome, conclusion: 'COMPLIANT' };
    review(started, raised).when('concludeHumanRightsReview', compliant).refused('OPEN_CONCERNS');
    review(started, raised, addressed)
      .when('concludeHumanRightsReview', compliant)
      .then([{ type: 'ReviewConcluded', data: compliant }] as Event[]);
    expect(openConcerns(review(started, raised).state)).toHaveLength(1);
    review(started, raised).when('concludeHumanRightsReview', outcome).then([concluded]);
    review(started).when('concludeHumanRightsReview', outcome).refused('NO_CONCERNS');
  });

  it('is not bent by correcting what is reviewed or by whom, nor undone by others than the reviewer', () => {
    const record = review(started, concluded);
    const fix = (n: number, field: string, value: unknown, by: string) =>
      record.when('correctRecord', { eventId: v5(String(n), id('record')), field, value, reason: 'x' }, { by });
    for (const [field, value] of Object.entries({ version: 1, reviewer: id('Ministry'), measure: id('plan') }))
      fix(0, field, value, 'originator').refused('NOT_CORRECTABLE');
    fix(2, 'conclusion', 'COMPLIANT', 'OHCHR').refused('NOT_CORRECTABLE');
    fix(2, 'basis', english('None'), 'France').refused('NOT_THE_SPEAKER');
    record.when('voidRecord', { reason: 'x' }, { by: 'France' }).refused('NOT_THE_REVIEWER');
    record.when('voidRecord', { reason: 'x' }).then([{ type: 'RecordVoided', data: { reason: 'x' } }]);
  });
});
