import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TLP } from '../src/event-sourcing/envelope.js';
import { CLEAR, english, testService, type TestService } from './support/service.js';

describe('the calendar of activities over HTTP', () => {
  let concord: TestService;
  const keys: Record<string, string | undefined> = {};
  const actors: Record<string, string> = {};
  const plan = (title: string, more: object = {}) => ({
    activityKind: 'WORKSHOP',
    title: [...english(title), { language: 'fr', text: `${title} en français` }],
    host: actors.Host,
    plannedStart: '2021-03-01',
    plannedEnd: '2021-03-02',
    handling: CLEAR,
    occurredAt: '2020-11-01',
    ...more,
  });

  beforeAll(async () => {
    concord = await testService();
    const register = async (name: string, handling: object = CLEAR) =>
      (actors[name] = (await concord.send('registerActor', { actorKind: 'INTL_ORG', name: english(name), handling })).record.id);
    await register('Host');
    await register('Partner');
    await register('Hidden host', { tlp: 'AMBER_STRICT', audience: [] });
    keys.partner = await concord.key({ actor: actors.Partner });
    keys.stranger = await concord.key({ actor: actors.Host });
    for (const tlp of TLP.filter((label) => label !== 'RED')) {
      const audience = tlp.startsWith('AMBER') ? [actors.Partner] : [];
      await concord.send('planActivity', plan(tlp, { handling: { tlp, audience } }));
    }
    const moved = await concord.send(
      'planActivity',
      plan('Exercise', {
        activityKind: 'EXERCISE',
        themes: ['CO-05', 'TH-02'],
        plannedStart: '2022-06-01',
        plannedEnd: '2022-06-01',
      }),
    );
    await concord.send('rescheduleActivity', {
      id: moved.record.id,
      plannedStart: '2022-07-01',
      plannedEnd: '2022-07-03',
      reason: 'Travel',
      occurredAt: '2022-05-01',
    });
    const hidden = await concord.send(
      'planActivity',
      plan('Of a hidden host', { activityKind: 'BRIEFING', host: actors['Hidden host'] }),
    );
    await concord.ask('query($p: Position!) { at(after: $p) { service { name } } }', { p: hidden.receipt.position });
  });
  afterAll(() => concord.close());

  async function get(query: string, headers: Record<string, string> = {}) {
    const response = await fetch(`${concord.address}/calendar.ics?${query}`, { headers });
    const text = await response.text();
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      text,
      lines: text.replaceAll('\r\n ', '').split('\r\n'),
    };
  }
  const titles = ({ lines }: { lines: string[] }) =>
    lines.filter((line) => line.startsWith('SUMMARY')).map((line) => line.replace(/^[^:]*:/, ''));
  const bearer = (key: string | undefined) => ({ authorization: `Bearer ${key}` });

  it('shows each reader what its key may read, and who has no key what is public', async () => {
    const year = 'from=2021-01-01&to=2021-12-31&activityKind=WORKSHOP';
    const anybody = await get(year);
    expect(anybody).toMatchObject({ status: 200, type: 'text/calendar; charset=utf-8' });
    expect(titles(anybody)).toEqual(['CLEAR']);
    expect(titles(await get(year, bearer(keys.stranger))).sort()).toEqual(['CLEAR', 'GREEN']);
    expect(titles(await get(year, bearer(keys.partner))).sort()).toEqual(['AMBER', 'AMBER_STRICT', 'CLEAR', 'GREEN']);
  });

  it('shows the days that hold, or held at a moment', async () => {
    expect((await get('from=2022-01-01&to=2022-12-31')).lines).toEqual(
      expect.arrayContaining(['DTSTART;VALUE=DATE:20220701', 'DTEND;VALUE=DATE:20220704']),
    );
    expect(titles(await get('from=2022-06-01&to=2022-06-30'))).toEqual([]);
    expect(titles(await get('from=2022-06-01&to=2022-06-30&asOf=2022-04'))).toEqual(['Exercise']);
  });

  it('narrows by days, kinds, themes and who organises', async () => {
    expect(titles(await get('from=2021-01-01&themes=TH-02,CH-01'))).toEqual(['Exercise']);
    expect(titles(await get('from=2021-01-01&to=2021-03-01&activityKind=EXERCISE,WORKSHOP'))).toEqual(['CLEAR']);
    expect(titles(await get(`from=2021-01-01&organisers=${actors.Partner}`))).toEqual([]);
  });

  it('speaks the language that the reader wishes for', async () => {
    expect(titles(await get('from=2021-01-01&themes=TH-02', { 'accept-language': 'fr' }))).toEqual(['Exercise en français']);
  });

  it('does not tell of a host that the reader may not know', async () => {
    const { lines } = await get('from=2021-01-01&activityKind=BRIEFING');
    expect(titles({ lines })).toEqual(['Of a hidden host']);
    expect(lines.filter((line) => line.startsWith('ORGANIZER'))).toEqual([]);
    expect(lines.join()).not.toContain(actors['Hidden host']!.slice('actor_'.length));
  });

  it.each([
    ['from=soon', 400, { code: 'BAD_USER_INPUT', field: 'from', value: 'soon' }],
    ['from=2021-02-01&to=2021-01-01', 400, { code: 'BAD_USER_INPUT', field: 'to', value: '2021-01-01' }],
    ['activityKind=PARTY', 400, { code: 'BAD_USER_INPUT', field: 'activityKind', value: 'PARTY' }],
    ['colour=red', 400, { code: 'BAD_USER_INPUT', field: 'colour' }],
    ['host=somebody', 400, { code: 'BAD_USER_INPUT', field: 'filter.host', value: 'somebody' }],
    ['asOf=once', 400, { code: 'BAD_USER_INPUT', field: 'asOf', value: 'once' }],
  ])('says what is wrong with %s', async (query, status, extensions) => {
    const answer = await get(query);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toMatchObject({ errors: [{ extensions: { rule: expect.any(String), ...extensions } }] });
  });

  it('is not sent again to who has it, and is to another reader', async () => {
    const first = await fetch(`${concord.address}/calendar.ics`);
    const again = (headers: Record<string, string> = {}) =>
      fetch(`${concord.address}/calendar.ics`, { headers: { 'if-none-match': first.headers.get('etag')!, ...headers } });
    expect((await again()).status).toBe(304);
    expect((await again({ authorization: `Bearer ${keys.partner}` })).status).toBe(200);
    expect((await again({ 'accept-language': 'fr' })).status).toBe(200);
  });

  it('is not given for a key that nobody has', async () => {
    const answer = await get('', bearer('concord_unknown'));
    expect(answer.status).toBe(401);
    expect(JSON.parse(answer.text)).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });
});
