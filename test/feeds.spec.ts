import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { ADMIN_KEY } from './support/child-service.js';
import { CLEAR, english, registerActors, testService, type TestService } from './support/service.js';
import { size } from './support/size.js';
import { temporaryFile } from './support/temporary-file.js';

const RUNS = size('CONCORD_TEST_FEED_RUNS', { short: 25, long: 300 });
const FORMULA = '=HYPERLINK("https://example.org")';

describe('Feeds', () => {
  let concord: TestService;
  let keeper: string;
  let partner: string;
  let position: string;
  const readers: Record<string, string | null> = { anybody: null };

  beforeAll(async () => {
    concord = await testService();
    const actors = await registerActors(concord, {
      OSCE: 'REGIONAL_ORG',
      INTERPOL: 'INTL_ORG',
      [FORMULA]: 'PRIVATE',
      'Côté, “A”\nB': 'PRIVATE',
    });
    keeper = actors.OSCE;
    partner = actors.INTERPOL;
    readers.partner = await concord.key({ actor: partner });
    readers.keeper = await concord.key({ actor: keeper });
    for (let i = 0; i < 24; i++) {
      const handling = i % 3 === 0 ? { tlp: 'AMBER', audience: [i % 2 ? partner : keeper] } : CLEAR;
      const due = i % 4 === 0 ? undefined : `2022-0${(i % 9) + 1}-1${i % 3}`;
      const input = {
        actor: keeper,
        statement: english(`Statement ${i}`),
        cites: [{ kind: 'CONCLUSION', reference: 'CO-03' }],
        due,
        handling,
      };
      const { record, receipt } = await concord.send('declareCommitment', { ...input, occurredAt: `2021-0${(i % 9) + 1}-01` });
      if (i === 11) position = receipt.position;
      if (i % 5 === 0) await concord.send('withdrawCommitment', { id: record.id, reason: '-1+2', occurredAt: '2021-12-01' });
    }
    await concord.settled();
  });
  afterAll(() => concord.close());

  async function get(path: string, { key = null, headers = {} }: { key?: string | null; headers?: Record<string, string> } = {}) {
    const authorization: Record<string, string> = key === null ? {} : { authorization: `Bearer ${key}` };
    const response = await fetch(`${concord.address}/export/${path}`, { headers: { ...authorization, ...headers } });
    return { status: response.status, headers: response.headers, body: Buffer.from(await response.arrayBuffer()) };
  }
  const tableOf = (body: Buffer) => parse(body, { columns: true, bom: true }) as unknown as Record<string, string>[];

  it('have what GraphQL answers, for every reader, at every moment, in every order', async () => {
    const columns = ['id', 'statement', 'due', 'status', 'slips', 'endedReason', 'actor.name', 'handling.tlp'];
    const asked = fc.record({
      reader: fc.constantFrom(...Object.keys(readers)),
      asOf: fc.constantFrom(undefined, '2021-04', '2021-07-15', '2023'),
      knownAt: fc.constantFrom(undefined, `position:${position}`),
      field: fc.constantFrom('DUE', 'BEGAN'),
      direction: fc.constantFrom('ASC', 'DESC'),
      status: fc.constantFrom(undefined, 'DECLARED', 'WITHDRAWN'),
      shown: fc.subarray(columns, { minLength: 1 }),
    });
    await fc.assert(
      fc.asyncProperty(asked, async ({ reader, asOf, knownAt, field, direction, status, shown }) => {
        const query = new URLSearchParams({ columns: shown.join(','), 'orderBy.field': field, 'orderBy.direction': direction });
        for (const [name, value] of Object.entries({ asOf, knownAt, status })) if (value !== undefined) query.set(name, value);
        const { status: code, body } = await get(`commitments.csv?${query.toString()}`, { key: readers[reader] });
        expect(code).toBe(200);
        const { data } = await concord.ask(
          `query($asOf: PartialDate, $knownAt: Known, $filter: CommitmentFilter, $orderBy: CommitmentOrder) { at(asOf: $asOf, knownAt: $knownAt) {
            commitments(first: 100, filter: $filter, orderBy: $orderBy) { nodes { id statement due status slips endedReason actor { name } handling { tlp } } } } }`,
          { asOf, knownAt, orderBy: { field, direction }, filter: status && { status: [status] } },
          readers[reader],
        );
        const flat = (data.at.commitments.nodes as Record<string, never>[]).map((node) => ({
          ...node,
          'actor.name': node.actor!['name'],
          'handling.tlp': node.handling!['tlp'],
        }));
        const text = (value: string | number | null) => (value === '-1+2' ? "'-1+2" : `${value ?? ''}`);
        const wanted = flat.map((node) => shown.map((name) => text((node as Record<string, string | number | null>)[name]!)));
        expect(tableOf(body).map((row) => shown.map((name) => row[name]))).toEqual(wanted);
      }),
      { numRuns: RUNS },
    );
  });

  it('hold no cell that a spreadsheet would run, and what a text says otherwise unchanged', async () => {
    const { body } = await get('actors.csv?columns=name&bom=true');
    expect(body.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    const names = tableOf(body).map(({ name }) => name);
    expect(names).toContain(`'${FORMULA}`);
    expect(names).toContain('Côté, “A”\nB');
    const numbers = await get('commitmentBoard.csv?standing=OVERDUE&columns=daysLeft');
    expect(tableOf(numbers.body)[0]!.daysLeft).toMatch(/^-\d+$/);
  });

  it('have hashtags, labels of codes in the language asked for, and a dictionary of their columns', async () => {
    const { body } = await get('commitments.csv?columns=actor.name,due,handling.tlp&hxl=true');
    expect(parse(body)[1]).toEqual([
      '#org+actor+name',
      '#date+due',
      '#meta+handling+tlp',
      '#meta+handling+tlp+label',
      '#meta+url',
    ]);
    const dictionary = JSON.parse((await get('actors.dictionary.json?columns=country,actorKind&language=fr')).body.toString());
    expect(dictionary.columns[0]).toMatchObject({ name: 'country', type: 'String', codeLists: ['COUNTRY'] });
    expect(dictionary.columns[0].codes).toContainEqual({ value: 'DE', label: 'Allemagne' });
    expect(dictionary.columns[1]).toMatchObject({ name: 'country.label', description: expect.any(String) });
    expect(dictionary.parameters).toContainEqual(expect.objectContaining({ name: 'status', type: '[ActorStatus!]' }));
  });

  it('are not sent again to who has them, and are where something was recorded or the reader is another', async () => {
    const first = await get('commitments.json');
    const tag = first.headers.get('etag')!;
    const again = (more = {}) => get('commitments.json', { headers: { 'if-none-match': tag }, ...more });
    expect(await again()).toMatchObject({ status: 304, body: Buffer.alloc(0) });
    expect((await again({ key: readers.partner })).status).toBe(200);
    await concord.send('registerActor', { actorKind: 'STATE', name: english('New'), handling: CLEAR });
    await concord.settled();
    expect((await again()).status).toBe(200);
  });

  it('of a saved question are its rows in its columns, for its readers and a public token of its document', async () => {
    const document = '{ commitments(orderBy: { field: DUE }) { nodes { id owner: actor { name } } } }';
    const save = (name: string, more: object) =>
      concord.send('saveQuestion', { name, handling: CLEAR, onBehalfOf: keeper, ...more });
    await save('by-day', { document });
    await save('late', { list: 'commitments?status=WITHDRAWN&columns=id,status' });
    await save('kept', { list: 'commitments', handling: { tlp: 'AMBER', audience: [] } });
    await concord.settled();
    expect(Object.keys(tableOf((await get('by-day.csv')).body)[0]!)).toEqual(['id', 'owner.name', 'link']);
    expect(tableOf((await get('by-day.csv')).body)).toHaveLength(16);
    expect(new Set(tableOf((await get('late.csv')).body).map(({ status }) => status))).toEqual(new Set(['WITHDRAWN']));
    expect((await get('kept.csv')).status).toBe(404);
    expect((await get('kept.csv', { key: readers.keeper })).status).toBe(200);
    const { data } = await concord.ask(
      'mutation($input: CreateKeyInput!) { createKey(input: $input) { text } }',
      {
        input: {
          name: 'page',
          documents: [
            (await concord.ask('{ savedQuestions(filter: { name: ["by-day"] }) { nodes { documentId } } }')).data.savedQuestions
              .nodes[0].documentId,
          ],
        },
      },
      ADMIN_KEY,
    );
    const key = data.createKey.text as string;
    expect((await get('by-day.csv', { key })).status).toBe(200);
    expect((await get('commitments.csv', { key })).status).toBe(403);
    expect((await get('late.csv', { key })).status).toBe(403);
  });

  it.each([
    ['nothing.csv', 404, 'NOT_FOUND'],
    ['commitments.pdf', 404, 'NOT_FOUND'],
    ['service.csv', 404, 'NOT_FOUND'],
    ['commitments.csv?colour=red', 400, 'BAD_USER_INPUT'],
    ['commitments.csv?columns=price', 400, 'BAD_USER_INPUT'],
    ['commitments.csv?asOf=soon', 400, 'BAD_USER_INPUT'],
    ['commitments.csv?status=LATE', 400, 'BAD_USER_INPUT'],
    ['commitments.csv?hxl=perhaps', 400, 'BAD_USER_INPUT'],
    ['commitments.csv?__proto__.x=1', 400, 'BAD_USER_INPUT'],
    ['commitments.geojson', 400, 'BAD_USER_INPUT'],
    ['commitments.atom', 404, 'NOT_FOUND'],
  ])('say what is wrong with %s', async (path, status, code) => {
    const answer = await get(path);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body.toString())).toMatchObject({ errors: [{ extensions: { code } }] });
  });

  it('tell changes as Atom', async () => {
    const { status, body } = await get('changeDigest.atom?from=year:2021');
    expect(status).toBe(200);
    expect(body.toString()).toMatch(/^<\?xml.*<feed xmlns="http:\/\/www.w3.org\/2005\/Atom".*<entry>.*<\/feed>\n$/s);
  });

  it('are read by Python: CSV by its csv module, XLSX as an archive of XML with typed cells', async () => {
    const folder = dirname(await temporaryFile('about.txt', 'feeds'));
    const path = `commitments.%?columns=id,due,slips,statement`;
    for (const format of ['csv', 'xlsx'])
      await writeFile(join(folder, `feed.${format}`), (await get(path.replace('%', format))).body);
    const script = `
import csv, sys, zipfile, xml.etree.ElementTree as et
rows = list(csv.DictReader(open(sys.argv[1] + '/feed.csv', newline='', encoding='utf-8')))
archive = zipfile.ZipFile(sys.argv[1] + '/feed.xlsx')
assert archive.testzip() is None
n = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'
for name in archive.namelist(): et.fromstring(archive.read(name))
sheet = et.fromstring(archive.read('xl/worksheets/sheet1.xml')).find(n + 'sheetData').findall(n + 'row')
assert len(sheet) == len(rows) + 1, (len(sheet), len(rows))
for row, cells in zip(rows, sheet[1:]):
    cells = cells.findall(n + 'c')
    assert cells[0].find(n + 'is').find(n + 't').text == row['id']
    assert cells[2].get('t') is None and cells[2].find(n + 'v').text == row['slips']
    assert (cells[1].find(n + 'v') is None) == (row['due'] == '')
print(len(rows))`;
    const { stdout } = await promisify(execFile)('python3', ['-c', script, folder]);
    expect(Number(stdout)).toBe(16);
  });
});
