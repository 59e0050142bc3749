import { describe, expect, it } from '@jest/globals';
import { given, id } from '../../../test/support/given.js';
import {
  as,
  betweenAssessorAndState,
  cted,
  english,
  freedonia,
  proposal,
  references,
  story,
  told,
  visit,
} from '../../../test/support/visit-story.js';
import { type CommonEvent } from '../../event-sourcing/common-events.js';
import { type Handling } from '../../event-sourcing/envelope.js';
import { readersOf } from '../../event-sourcing/handling.js';
import { isRefusal } from '../../event-sourcing/record.js';
import { recommendation } from '../recommendation/recommendation.js';
import { visitParts, type VisitPart } from '../shared/visit-release.js';
import { type AssessmentVisitEvent } from './assessment-visit.events.js';
import { visitRelease } from './visit-release.js';

const org = (name: string) => `org:${id(name)}`;

describe('the label of an assessment visit', () => {
  it.each([
    ['CLEAR', [], false],
    ['GREEN', [], false],
    ['AMBER', ['CTED', 'Freedonia'], true],
    ['AMBER', ['CTED', 'Freedonia', 'Donor'], false],
    ['AMBER_STRICT', ['Freedonia'], true],
    ['AMBER_STRICT', ['Donor'], false],
    ['RED', [], true],
  ] as const)('may be %s for %j: %s', (tlp, audience, allowed) => {
    const handling = { tlp, audience: audience.map((name) => org(name)) };
    const created = visit().when('proposeVisit', proposal, { ...cted, handling });
    const changed = visit(told.proposed).when('changeHandling', { to: handling, reason: 'x' }, cted);
    if (allowed) {
      created.then([told.proposed]);
      expect(isRefusal(changed.outcome)).toBe(false);
    } else {
      expect(created.refused('NOT_RELEASED')).toMatchObject({ field: 'handling' });
      expect(changed.refused('NOT_RELEASED')).toMatchObject({ field: 'to' });
    }
  });

  it('may not be RED for named users, for nobody knows where they belong', () => {
    const handling = { tlp: 'RED', audience: ['user:somebody'] } as const;
    visit()
      .when('proposeVisit', proposal, { ...cted, handling })
      .refused('NOT_RELEASED');
  });
});

describe('the release of an assessment visit', () => {
  const toAll: Handling = { tlp: 'CLEAR', audience: [] };
  const toDonor: Handling = { tlp: 'AMBER', audience: [org('Donor')] };
  const full = { extent: 'FULL', audience: toAll } as const;
  const findings = { extent: 'PARTIAL', parts: ['FINDINGS'], audience: toDonor } as const;
  const consent = (given: {
    extent: 'FULL' | 'PARTIAL';
    parts?: readonly VisitPart[];
    audience: Handling;
  }): AssessmentVisitEvent => ({
    type: 'ReleaseConsentGiven',
    data: {
      by: id('Freedonia'),
      extent: given.extent,
      parts: [...(given.parts ?? [])],
      audience: { tlp: given.audience.tlp, audience: [...given.audience.audience] },
      otherwise: { tlp: 'AMBER', audience: [...betweenAssessorAndState.audience] },
    },
  });
  const withdrawn: AssessmentVisitEvent = {
    type: 'ReleaseConsentWithdrawn',
    data: { by: id('Freedonia'), reason: 'a change of mind' },
  };
  const relabelled = ({ tlp, audience }: Handling, reason: string): CommonEvent => ({
    type: 'HandlingChanged',
    data: { handling: { tlp, audience: [...audience] }, reason },
  });
  const adopted = story.until('report');

  it('is consented to by the State or its delegate alone', () => {
    visit(...adopted)
      .when('giveReleaseConsent', full, freedonia)
      .then([consent(full)]);
    for (const by of ['CTED', 'Former ministry'])
      visit(...adopted)
        .when('giveReleaseConsent', full, as(by))
        .refused('NOT_THE_STATE');
    const released = visit(...adopted, consent(full));
    for (const by of ['CTED', 'Former ministry'])
      released.when('withdrawReleaseConsent', { reason: 'x' }, as(by)).refused('NOT_THE_STATE');
    released
      .when('withdrawReleaseConsent', { reason: 'a change of mind' }, as('Ministry'))
      .then([{ type: 'ReleaseConsentWithdrawn', data: { by: id('Ministry'), reason: 'a change of mind' } }]);
  });

  it('is of a visit that was made, and of a report that was adopted', () => {
    visit(...story.until('started'))
      .when('giveReleaseConsent', findings, freedonia)
      .refused('WRONG_STATUS');
    const sent = visit(...story.until('draft'));
    sent.when('giveReleaseConsent', findings, freedonia).then([consent(findings)]);
    sent.when('giveReleaseConsent', full, freedonia).refused('WRONG_STATUS');
    sent.when('giveReleaseConsent', { ...findings, parts: ['REPORT'] }, freedonia).refused('WRONG_STATUS');
    sent.when('giveReleaseConsent', findings, { ...freedonia, occurredAt: '2021-01-01' }).refused('TOO_EARLY');
  });

  it('names its parts where it is partial, and none where it is full', () => {
    visit(...adopted)
      .when('giveReleaseConsent', { ...findings, parts: [] }, freedonia)
      .refused('PARTS_MISMATCH');
    visit(...adopted)
      .when('giveReleaseConsent', { ...full, parts: ['REPORT'] }, freedonia)
      .refused('PARTS_MISMATCH');
  });

  it('is withdrawn where it was given, and given again, each after the last word on it', () => {
    visit(...adopted)
      .when('withdrawReleaseConsent', { reason: 'x' }, freedonia)
      .refused('NOT_RELEASED');
    const released = visit(...adopted, { ...consent(full), on: '2021-06-01' });
    const earlier = { ...freedonia, occurredAt: '2021-05-31' };
    released.when('withdrawReleaseConsent', { reason: 'x' }, earlier).refused('TOO_EARLY');
    released.when('giveReleaseConsent', findings, earlier).refused('TOO_EARLY');
    const after = visit(...adopted, consent(full), { ...withdrawn, on: '2021-06-02' });
    expect(after.state).toMatchObject({ release: null, releaseWithdrawn: { reason: 'a change of mind' } });
    after.when('giveReleaseConsent', findings, earlier).refused('TOO_EARLY');
    after.when('giveReleaseConsent', findings, freedonia).then([consent(findings)]);
    expect(visit(...adopted, withdrawn, consent(findings)).state.releaseWithdrawn).toBeNull();
  });

  it('lets the originator widen the visit’s own label where it is full, as far as the consent goes', () => {
    const released = visit(...adopted, consent({ ...full, audience: toDonor }));
    const widen = (to: Handling, record = released) => record.when('changeHandling', { to, reason: 'released' }, cted);
    widen(toAll).refused('NOT_RELEASED');
    widen({ tlp: 'AMBER_STRICT', audience: [org('Stranger')] }).refused('NOT_RELEASED');
    const toThree = { tlp: 'AMBER', audience: [...betweenAssessorAndState.audience, org('Donor')] } as const;
    expect(isRefusal(widen(toThree).outcome)).toBe(false);
    widen(toThree, visit(...adopted, consent(findings))).refused('NOT_RELEASED');
  });

  it('takes the label back that it does not bear any more', () => {
    const released = visit(...adopted, consent(full), relabelled(toAll, 'released'));
    const back = relabelled(betweenAssessorAndState, 'the State’s consent to release does not reach so far any more');
    released.when('withdrawReleaseConsent', { reason: 'a change of mind' }, freedonia).then([withdrawn, back]);
    released.when('giveReleaseConsent', findings, freedonia).then([consent(findings), back]);
    released.when('giveReleaseConsent', full, freedonia).then([consent(full)]);
  });

  describe('shows', () => {
    const shown = (...events: (AssessmentVisitEvent | CommonEvent)[]) => {
      const { state, meta } = visit(...adopted, ...events);
      return visitRelease.extract!.shows({ state, meta });
    };
    const keys = (...events: (AssessmentVisitEvent | CommonEvent)[]) =>
      readersOf(shown(...events).meta.handling, shown(...events).meta.originator);

    it('nothing to anybody before the consent and after its withdrawal', () => {
      for (const events of [[], [consent(full), withdrawn]]) {
        expect(keys(...events)).toEqual([]);
        expect(shown(...events).state).toMatchObject({ extent: null, parts: [], findings: [], report: null, course: null });
      }
    });

    it('the named parts alone, to those named alone beside the State and the assessor', () => {
      expect(keys(consent(findings))).toEqual([`org+:${id('CTED')}`, `org+:${id('Donor')}`, `org+:${id('Freedonia')}`].sort());
      expect(shown(consent(findings)).state).toEqual({
        state: id('Freedonia'),
        assessor: id('CTED'),
        visitType: 'COMPREHENSIVE',
        extent: 'PARTIAL',
        parts: ['FINDINGS'],
        released: expect.any(String),
        course: null,
        preliminaryAssessment: null,
        findings: [expect.objectContaining({ challenge: 'CH-02' })],
        report: null,
        observations: null,
        response: null,
      });
    });

    it.each([
      ['COURSE', { course: { status: 'ADOPTED', mode: 'HYBRID', plannedStart: '2021-03-01' } }],
      ['PRELIMINARY_ASSESSMENT', { preliminaryAssessment: { text: english('A first look') } }],
      ['FINDINGS', { findings: [{ challenge: 'CH-02' }] }],
      ['REPORT', { report: { document: { hash: 'a1' } } }],
      ['STATE_OBSERVATIONS', { observations: { text: english('A remark') } }],
      ['STATE_RESPONSE', { response: { text: english('We accept') } }],
    ] as const)('%s where it is named, and no other part with it', (part, expected) => {
      const events = [told.transmission, told.response, consent({ ...findings, parts: [part] })];
      const { state } = shown(...(part === 'COURSE' ? [consent({ ...findings, parts: [part] })] : events));
      expect(state).toMatchObject(expected);
      const empty = { course: null, preliminaryAssessment: null, findings: [], report: null, observations: null, response: null };
      for (const [key, nothing] of Object.entries(empty))
        if (!(key in expected)) expect((state as Record<string, unknown>)[key]).toEqual(nothing);
    });

    it('all parts where it is full, and neither who recorded the visit nor what that rests on', () => {
      const source: CommonEvent = { type: 'SourceAttached', data: { document: 'https://example.org/secret' } };
      const { state, meta } = shown(consent(full), source);
      expect(state).toMatchObject({
        extent: 'FULL',
        parts: visitParts.codes,
        findings: [{}],
        report: {},
        observations: {},
        course: {},
      });
      expect(meta).toMatchObject({ handling: toAll, originator: { actor: null }, sources: [] });
      expect(keys(consent(full))).toEqual(['public']);
    });
  });

  describe('and a recommendation born of the visit', () => {
    const issue = { state: id('Freedonia'), text: english('Define soft targets'), visit: id('visit') };
    const issued = (release: AssessmentVisitEvent[], handling: Handling, more: object = {}) => {
      const { state } = visit(...adopted, ...release);
      const known = { ...references, [id('visit')]: { kind: 'assessmentVisit', state } };
      return given(recommendation, []).when(
        'issueRecommendation',
        { ...issue, ...more },
        { by: 'CTED', references: known, handling },
      );
    };
    const recommendations = consent({ ...findings, parts: ['RECOMMENDATIONS'] });

    it('lets that be seen by the assessor and the State alone, until it is released', () => {
      expect(isRefusal(issued([], betweenAssessorAndState).outcome)).toBe(false);
      expect(issued([], toAll).refused('NOT_RELEASED')).toMatchObject({ field: 'handling' });
      issued([consent(findings)], toDonor).refused('NOT_RELEASED');
      expect(isRefusal(issued([recommendations], toDonor).outcome)).toBe(false);
      issued([recommendations], toAll).refused('NOT_RELEASED');
      issued([recommendations, withdrawn], toDonor).refused('NOT_RELEASED');
      expect(isRefusal(issued([consent(full)], toAll).outcome)).toBe(false);
    });

    it('holds its later labels to the same', () => {
      const data = {
        issuer: id('CTED'),
        state: id('Freedonia'),
        text: english('x'),
        themes: [],
        instruments: [],
        visit: id('visit'),
      };
      const record = given(recommendation, [{ type: 'RecommendationIssued', data, handling: betweenAssessorAndState }]);
      const widen = (release: AssessmentVisitEvent[]) => {
        const known = { [id('visit')]: { kind: 'assessmentVisit', state: visit(...adopted, ...release).state } };
        return record.when('changeHandling', { to: toAll, reason: 'x' }, { by: 'CTED', references: known });
      };
      widen([]).refused('NOT_RELEASED');
      expect(isRefusal(widen([consent(full)]).outcome)).toBe(false);
      expect(recommendation.needs!(record.state)).toEqual([['assessmentVisit', id('visit')]]);
    });

    it('is to the State visited', () => {
      const known = { [id('Sylvania')]: { kind: 'actor', state: { actorKind: 'STATE' } } };
      const { state } = visit(...adopted);
      const others = { ...known, [id('visit')]: { kind: 'assessmentVisit', state } };
      given(recommendation, [])
        .when(
          'issueRecommendation',
          { ...issue, state: id('Sylvania') },
          { by: 'CTED', references: others, handling: betweenAssessorAndState },
        )
        .refused('ANOTHER_STATE');
    });
  });
});
