import { beforeAll, describe, expect, it } from '@jest/globals';
import { actors, ask, cells, concord, measure, member, type Name, RED, tell, useCooperation } from './support/cooperation.js';
import { english } from './support/service.js';

useCooperation();

describe('human rights reviews, through the API', () => {
  const SHOWN = `status version owner { name } reviewer { name } concerns { id concern addressed response } outcome { conclusion basis }`;
  const ALIGNMENT = `humanRightsAlignment { standing aligned rule review { status } decidedBy { type } }`;
  let strategy = '';
  const aligned = async (at: string, args = '', key?: string | null) =>
    (await ask(`nationalMeasure(id: "${strategy}") { humanRightsAlignment${args} { standing aligned rule } }`, at, key))
      .nationalMeasure.humanRightsAlignment;

  beforeAll(async () => {
    strategy = await measure('Atland', 'STRATEGY', [
      ['adoptMeasure', '2019-01-01'],
      ['amendMeasure', '2021-01-01'],
    ]);
    await tell(
      'requestHumanRightsReview',
      { measure: strategy, version: 1, reviewer: actors.OHCHR, onBehalfOf: actors.Atland, occurredAt: '2019-03-01' },
      ['startHumanRightsReview', '2019-04-01', {}, 'OHCHR'],
      ['raiseHumanRightsConcern', '2019-05-01', { concern: english('Bulk data') }, 'OHCHR'],
      [
        'concludeHumanRightsReview',
        '2019-06-01',
        { conclusion: 'COMPLIANT_WITH_CONCERNS', basis: english('A hearing') },
        'OHCHR',
      ],
    );
  });

  it('aligns the very version of a measure that was reviewed, and no other', async () => {
    const rule = 'human-rights-alignment/1';
    expect(await aligned('asOf: "2019-02"')).toEqual({ standing: 'NOT_REVIEWED', aligned: false, rule });
    expect(await aligned('asOf: "2019-04"')).toEqual({ standing: 'UNDER_REVIEW', aligned: false, rule });
    expect(await aligned('asOf: "2020"')).toEqual({ standing: 'COMPLIANT_WITH_CONCERNS', aligned: true, rule });
    expect(await aligned('asOf: "2021"')).toEqual({ standing: 'EARLIER_VERSION_REVIEWED', aligned: false, rule });
    expect(await aligned('asOf: "2020"', '(rule: "human-rights-alignment/2")')).toMatchObject({ aligned: false });
  });

  it('says by which events, on the measure and in the matrix', async () => {
    const shown = { standing: 'COMPLIANT_WITH_CONCERNS', aligned: true, review: { status: 'CONCLUDED' } };
    const { nationalMeasures, measureMatrix } = await ask(
      `nationalMeasures(filter: { ids: ["${strategy}"] }) { nodes { ${ALIGNMENT} } }
       measureMatrix(states: ["${actors.Atland}"], measureKinds: [STRATEGY]) { nodes { cells { ${ALIGNMENT.replace('Alignment', 'Alignments')} } } }`,
      'asOf: "2020"',
    );
    const events = [{ type: 'ReviewConcluded' }, { type: 'ConcernRaised' }];
    expect(nationalMeasures.nodes[0].humanRightsAlignment).toMatchObject({ ...shown, decidedBy: events });
    expect(measureMatrix.nodes[0].cells[0].humanRightsAlignments).toMatchObject([{ ...shown, decidedBy: events }]);
  });

  it('is led through its life by who may, and shown as it was', async () => {
    const id = await tell('requestHumanRightsReview', { measure: strategy, reviewer: actors.OHCHR, occurredAt: '2021-02-01' });
    const send = async (name: string, input: object, by: Name) =>
      await concord.send(name, { id, onBehalfOf: actors[by], ...input }, SHOWN);
    expect((await send('startHumanRightsReview', { occurredAt: '2021-03-01' }, 'Atland')).refusal.code).toBe('NOT_THE_REVIEWER');
    await send('startHumanRightsReview', { occurredAt: '2021-03-01' }, 'OHCHR');
    const raised = await send('raiseHumanRightsConcern', { concern: english('Drones'), occurredAt: '2021-04-01' }, 'OHCHR');
    const conclusion = { conclusion: 'COMPLIANT', basis: english('Two hearings'), occurredAt: '2021-06-01' };
    expect((await send('concludeHumanRightsReview', conclusion, 'OHCHR')).refusal.code).toBe('OPEN_CONCERNS');
    const concern = raised.record.concerns[0].id;
    await send('addressHumanRightsConcern', { concern, response: english('Flown less'), occurredAt: '2021-05-01' }, 'Atland');
    expect((await send('concludeHumanRightsReview', conclusion, 'OHCHR')).record).toMatchObject({
      status: 'CONCLUDED',
      version: 2,
      owner: { name: 'Atland' },
      concerns: [{ concern: 'Drones', response: 'Flown less' }],
      outcome: { conclusion: 'COMPLIANT', basis: 'Two hearings' },
    });
    expect(await aligned('asOf: "2021"')).toMatchObject({ standing: 'COMPLIANT', aligned: true });
    await send('reopenHumanRightsReview', { reason: 'a ruling', occurredAt: '2022-01-01' }, 'OHCHR');
    expect(await aligned('asOf: "2022"')).toMatchObject({ standing: 'UNDER_REVIEW', aligned: false });
    const { actorProfile } = await ask(
      `actorProfile(id: "${actors.OHCHR}") { reviewsMade { totalCount } reviewsReceived { totalCount } }
       humanRightsReviews(filter: { owner: ["${actors.Atland}"], status: [UNDER_WAY] }) { nodes { ${SHOWN} } }`,
    );
    expect(actorProfile).toEqual({ reviewsMade: { totalCount: 2 }, reviewsReceived: { totalCount: 0 } });
  });

  it('changes nothing for who may not see the review', async () => {
    const other = await measure('Borland', 'LEGISLATION', [['adoptMeasure', '2019-01-01']]);
    await tell(
      'requestHumanRightsReview',
      { measure: other, reviewer: actors.OHCHR, occurredAt: '2019-03-01', handling: RED },
      ['startHumanRightsReview', '2019-04-01', {}, 'OHCHR'],
      ['concludeHumanRightsReview', '2019-06-01', { conclusion: 'COMPLIANT', basis: english('x') }, 'OHCHR'],
    );
    const query = `nationalMeasure(id: "${other}") { humanRightsAlignment { standing decidedBy { type } } }`;
    const seen = { standing: 'COMPLIANT', decidedBy: [{ type: 'ReviewConcluded' }] };
    expect((await ask(query)).nationalMeasure.humanRightsAlignment).toEqual(seen);
    const unseen = { standing: 'NOT_REVIEWED', decidedBy: [] };
    for (const key of [member, null]) expect((await ask(query, '', key)).nationalMeasure.humanRightsAlignment).toEqual(unseen);
    expect(await cells('Borland', 'asOf: "2020"', { key: member, args: 'conclusions: ["CO-03"]' })).toEqual([]);
    expect(await cells('Borland', 'asOf: "2020"', { args: 'conclusions: ["CO-03"]' })).toEqual(['CO-03 DECLARED']);
  });
});
