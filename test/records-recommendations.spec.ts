import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { lead } from './support/lives.js';
import { CLEAR, english, registerActors, testService, type TestService } from './support/service.js';

let concord: TestService;
let actors: Record<string, string>;
let resolution: string;
beforeAll(async () => {
  concord = await testService();
  actors = await registerActors(concord, {
    CTED: 'UN_ENTITY',
    Freedonia: 'STATE',
    Ministry: 'NATIONAL_AGENCY',
    NGO: 'CIVIL_SOCIETY',
  });
  await concord.send('affiliateActor', {
    id: actors.Ministry,
    parent: actors.Freedonia,
    kind: 'PART_OF',
    onBehalfOf: actors.Freedonia,
  });
  const instrument = { instrumentKind: 'RESOLUTION', symbol: 'S/RES/2396 (2017)', title: english('Foreign terrorist fighters') };
  resolution = (await concord.send('registerInstrument', { ...instrument, handling: CLEAR })).record.id;
  const added = await concord.send('addInstrumentProvision', { id: resolution, reference: 'OP 27', themes: ['CO-01'] });
  await concord.ask(`{ at(after: "${added.receipt.position}") { service { name } } }`);
});
afterAll(() => concord.close());

const as = (name: string) => ({ onBehalfOf: actors[name] });

describe('a recommendation, through the API', () => {
  const SHOWN = `status issuer { id } state { id } text instruments { instrument { symbol } provision } nextDue
    response { response by { id } text } leadAgency { id } supportingAgencies { id }
    actions { id description due status agency { id } report reason } progress { by { id } from to text evidence { url } }
    completion { by { id } forState } verification { result by { id } text } reopenedReason closedReason supersededBy { id }`;
  const issue = (text: string) => ({
    ...as('CTED'),
    state: actors.Freedonia,
    text: [...english(text), { language: 'fr', text: 'Définir' }],
    themes: ['CO-01'],
    instruments: [{ instrument: resolution, provision: 'OP 27' }],
    handling: CLEAR,
  });

  it('is taken up by the State, led, acted on, reported complete, verified by another party, closed and reopened', async () => {
    const { record } = await concord.send(
      'issueRecommendation',
      issue('Define soft targets'),
      SHOWN.replace('status', 'id status'),
    );
    expect(record).toMatchObject({
      status: 'ISSUED',
      issuer: { id: actors.CTED },
      text: 'Define soft targets',
      instruments: [{ instrument: { symbol: 'S/RES/2396 (2017)' }, provision: 'OP 27' }],
    });
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    const action = ({ actions }: any) => ({ ...as('Ministry'), action: actions[0].id as string });
    await lead(concord, 'recommendation', record.id as string, SHOWN, [
      ['recordRecommendationResponse', { ...as('CTED'), response: 'SUPPORTED' }, 'NOT_THE_STATE'],
      [
        'recordRecommendationResponse',
        { ...as('Ministry'), response: 'SUPPORTED_IN_PART', text: english('As far as the law allows') },
        { status: 'RESPONDED', response: { response: 'SUPPORTED_IN_PART', by: { id: actors.Ministry } } },
      ],
      ['designateLeadAgency', { ...as('Freedonia'), agency: actors.Ministry }, { leadAgency: { id: actors.Ministry } }],
      ['addSupportingAgency', { ...as('Freedonia'), agency: actors.NGO }, { supportingAgencies: [{ id: actors.NGO }] }],
      [
        'planAction',
        { ...as('Ministry'), description: english('Draft a definition'), due: '2030-01-31', agency: actors.NGO },
        { status: 'PLANNED', nextDue: '2030-01-31', actions: [{ status: 'PLANNED', agency: { id: actors.NGO } }] },
      ],
      ['startAction', action, { status: 'IN_IMPLEMENTATION', actions: [{ status: 'STARTED' }] }],
      ['completeAction', action, { nextDue: null, actions: [{ status: 'COMPLETED' }] }],
      ['dropAction', (shown) => ({ ...action(shown), reason: 'x' }), 'ACTION_OVER'],
      [
        'reportProgress',
        { ...as('NGO'), from: '2021-01-01', text: english('A draft'), evidence: [{ url: 'https://example.org/draft' }] },
        { progress: [{ by: { id: actors.NGO }, from: '2021-01-01', evidence: [{ url: 'https://example.org/draft' }] }] },
      ],
      ['verifyImplementation', { ...as('CTED'), result: 'FULL' }, 'NOT_REPORTED_COMPLETE'],
      ['reportImplementationComplete', as('Ministry'), { status: 'REPORTED_COMPLETE', completion: { forState: true } }],
      ['verifyImplementation', { ...as('Freedonia'), result: 'FULL' }, 'OWN_VERIFICATION'],
      ['closeRecommendation', as('CTED'), 'WRONG_STATUS'],
      [
        'verifyImplementation',
        { ...as('NGO'), result: 'PARTIAL', text: english('The law is not yet in force') },
        { status: 'VERIFIED', verification: { result: 'PARTIAL', by: { id: actors.NGO } } },
      ],
      ['closeRecommendation', { ...as('CTED'), reason: 'overtaken' }, { status: 'CLOSED', closedReason: 'overtaken' }],
      ['reportProgress', { ...as('NGO'), text: english('more') }, 'WRONG_STATUS'],
      [
        'reopenRecommendation',
        { ...as('CTED'), reason: 'a relapse' },
        { status: 'IN_IMPLEMENTATION', reopenedReason: 'a relapse' },
      ],
    ]);
    const { data } = await concord.ask(
      `{ recommendations(filter: { state: ["${actors.Freedonia}"], status: [IN_IMPLEMENTATION], themes: ["CO-01"], instruments: ["${resolution}"] }) {
           totalCount nodes { text(language: "fr") state { name } } } }`,
    );
    expect(data.recommendations).toEqual({ totalCount: 1, nodes: [{ text: 'Définir', state: { name: 'Freedonia' } }] });
  });

  it('gives its place to another', async () => {
    const [old, next] = [
      (await concord.send('issueRecommendation', issue('old'))).record.id as string,
      (await concord.send('issueRecommendation', issue('new'))).record.id as string,
    ];
    await lead(concord, 'recommendation', old, SHOWN, [
      ['supersedeRecommendation', { ...as('CTED'), by: old }, 'SUPERSEDES_ITSELF'],
      ['supersedeRecommendation', { ...as('CTED'), by: next }, { status: 'SUPERSEDED', supersededBy: { id: next } }],
    ]);
    await lead(concord, 'recommendation', next, SHOWN, [
      ['supersedeRecommendation', { ...as('CTED'), by: old }, 'SUPERSEDES_ITSELF'],
    ]);
  });

  it('rests on an instrument that may itself be superseded', async () => {
    const register = { instrumentKind: 'RESOLUTION', title: english('x'), symbol: 'S/RES/1 (2000)', handling: CLEAR };
    const old = (await concord.send('registerInstrument', register)).record.id as string;
    await lead(concord, 'instrument', old, 'status provisions { reference text } supersededBy { symbol }', [
      ['addInstrumentProvision', { reference: 'OP 1', text: english('Calls upon') }, { provisions: [{ reference: 'OP 1' }] }],
      ['addInstrumentProvision', { reference: 'OP 1' }, 'PROVISION_EXISTS'],
      ['supersedeInstrument', { by: resolution }, { status: 'SUPERSEDED', supersededBy: { symbol: 'S/RES/2396 (2017)' } }],
    ]);
  });
});
