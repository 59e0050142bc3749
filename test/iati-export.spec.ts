import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { importIati } from '../src/exchange/iati/import.js';
import { readActivities } from '../src/exchange/iati/read-activities.js';
import { readActivity } from '../src/exchange/iati/read-activity.js';
import { type Activity } from '../src/exchange/publication/publication.js';
import { activity, iatiFile, transaction } from './support/iati-file.js';
import { importer, handlerOn, UNHCR } from './support/imports.js';
import { testService, type TestService } from './support/service.js';
import { temporaryFile } from './support/temporary-file.js';

const XSD = fileURLToPath(new URL('../../shared/data/iati-xsd/', import.meta.url));
const hasXsd = existsSync(XSD);
const TODAY = '2023-12-20';

/** Imports a file, with its reporter, and waits until it can be read. */
async function taken(concord: TestService, file: string): Promise<void> {
  await importIati([file], { handler: handlerOn(concord.service.store), caller: importer });
  const { store, progress } = concord.service;
  await progress.wait(await store.head(), 120_000);
}

async function get(concord: TestService, path: string, key?: string) {
  const response = await fetch(`${concord.address}/iati/${path}`, key ? { headers: { authorization: `Bearer ${key}` } } : {});
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}

/** @throws with what the schema does not allow */
async function validate(text: string, kind: 'activities' | 'organisations'): Promise<void> {
  const file = await temporaryFile('export.xml', text);
  await promisify(execFile)('xmllint', ['--noout', '--schema', `${XSD}iati-${kind}-schema.xsd`, file], { maxBuffer: 1e8 });
}

/** Activities of a file as they are read, by identifier, without where they stand in it. */
async function readings(file: string): Promise<Map<string, Record<string, unknown>>> {
  const found = new Map<string, Record<string, unknown>>();
  const withoutLines = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value, (key, inner: unknown) => (['line', 'key', 'updated'].includes(key) ? undefined : inner)));
  for await (const one of readActivities(file)) {
    const { item, identifier } = readActivity(one, TODAY);
    if (item) found.set(identifier!, withoutLines(item satisfies Activity) as Record<string, unknown>);
  }
  return found;
}

describe('IATI out', () => {
  let concord: TestService;
  beforeAll(async () => {
    concord = await testService();
    const more = `<description><narrative>Protecting crowds &amp; stations</narrative></description>
      <participating-org role="4" ref="XM-DAC-41128" type="40"><narrative>UNODC</narrative></participating-org>
      <participating-org role="1" type="10"><narrative>Ministry “A” &lt;B&gt;</narrative></participating-org>
      <recipient-country code="KE" percentage="100"/><sector vocabulary="1" code="15210"/>
      <location><name><narrative>Nairobi</narrative></name><point><pos>-1.28 36.8</pos></point></location>
      <budget><period-start iso-date="2021-01-01"/><period-end iso-date="2021-12-31"/><value value-date="2021-01-01">100.50</value></budget>
      ${transaction('2', '100.00', { ref: 'C1' })}${transaction('3', '40.25')}
      <document-link url="https://example.org/a?b=1&amp;c=2" format="text/html"><title><narrative>Report</narrative></title><category code="A01"/></document-link>
      <result type="1"><title><narrative>Trained</narrative></title><indicator measure="1"><title><narrative>Officers</narrative></title>
        <period><period-start iso-date="2021-01-01"/><period-end iso-date="2021-12-31"/><target value="10"/></period></indicator></result>
      <result type="2"><title><narrative>Safer</narrative></title></result>`;
    await taken(
      concord,
      await iatiFile([
        activity({ identifier: 'XM-DAC-41128-1', more }),
        activity({ identifier: 'XM-DAC-41128-2', more: more.replace('<description>', '<!--').replace('</description>', '-->') }),
      ]),
    );
  });
  afterAll(() => concord.close());

  (hasXsd ? it : it.skip)('is valid by the schema of IATI 2.03, activities and organisation', async () => {
    const activities = await get(concord, 'XM-DAC-41128.xml');
    expect(activities).toMatchObject({ status: 200, type: 'application/xml; charset=utf-8' });
    await validate(activities.text, 'activities');
    await validate((await get(concord, 'XM-DAC-41128.organisation.xml')).text, 'organisations');
    await expect(validate(activities.text.replace('<activity-status', '<status'), 'activities')).rejects.toThrow('status');
  });

  it('says what it leaves out, and by which rule, before it is published', async () => {
    const { text } = await get(concord, 'XM-DAC-41128.xml');
    expect(text).toContain('<iati-identifier>XM-DAC-41128-1</iati-identifier>');
    expect(text).not.toContain('XM-DAC-41128-2');
    const { withheld } = JSON.parse((await get(concord, 'XM-DAC-41128.withheld.json')).text) as {
      withheld: { whole: boolean; reasons: object[] }[];
    };
    expect(withheld.map(({ whole, reasons }) => [whole, reasons]).sort()).toEqual([
      [false, [{ element: 'result', rule: expect.any(String), count: 1 }]],
      [true, [{ element: 'description', rule: expect.any(String), count: 1 }]],
    ]);
  });

  it('holds nothing that is not CLEAR, whoever asks; the manifest tells those who may see it', async () => {
    const { data } = await concord.ask('{ assistanceProjects { nodes { id identifiers { value } } } }');
    const { id } = data.assistanceProjects.nodes.find((one: { identifiers: { value: string }[] }) =>
      one.identifiers[0]!.value.endsWith('-1'),
    );
    const label = { id, to: { tlp: 'GREEN', audience: [] }, reason: 'not yet' };
    const answer = await concord.ask(
      'mutation($input: ChangeHandlingInput!) { changeHandling(input: $input) { refusal { code } receipt { position } } }',
      { input: label },
    );
    expect(answer.data.changeHandling.refusal).toBeNull();
    await concord.settled();
    for (const key of [undefined, concord.coordinator])
      expect((await get(concord, 'XM-DAC-41128.xml', key)).text).not.toContain('<iati-activity ');
    const told = async (key?: string) =>
      (
        JSON.parse((await get(concord, 'XM-DAC-41128.withheld.json', key)).text) as {
          withheld: { reasons: { rule: string }[] }[];
        }
      ).withheld.map(({ reasons }) => reasons[0]!.rule);
    expect(await told()).not.toContain('the project is CLEAR');
    expect(await told(concord.coordinator)).toContain('the project is CLEAR');
  });

  it('is not there for an identifier that no organisation has', async () => {
    expect(await get(concord, 'XX-NOBODY.xml')).toMatchObject({ status: 404 });
  });
});

(existsSync(UNHCR) ? describe : describe.skip)('the file of a UN agency, taken and given out again', () => {
  let concord: TestService;
  beforeAll(async () => {
    concord = await testService();
    await taken(concord, UNHCR);
  });
  afterAll(() => concord.close());

  it('is valid, and has lost nothing that was read but what is listed here', async () => {
    const { text } = await get(concord, 'XM-DAC-41121.xml');
    if (hasXsd) await validate(text, 'activities');
    const before = await readings(UNHCR);
    const after = await readings(await temporaryFile('again.xml', text));
    expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
    const different: Record<string, number> = {};
    const compare = (path: string, a: unknown, b: unknown) => {
      if (JSON.stringify(a) !== JSON.stringify(b)) different[path] = (different[path] ?? 0) + 1;
    };
    const names = (all: unknown) =>
      (all as { organisation: { ref?: string; name: { text: string }[] }; role: string }[])
        .map(({ organisation: { ref, name }, role }) => `${role} ${ref ?? name[0]!.text}`)
        .sort();
    const money = (all: unknown) =>
      (all as Record<string, unknown>[])
        .map(({ command, date, valueDate, direction, minor, currency, reference, description, sectors, recipient }) =>
          JSON.stringify({ command, date, valueDate, direction, minor, currency, reference, description, sectors, recipient }),
        )
        .sort();
    for (const [identifier, one] of before) {
      const again = after.get(identifier)!;
      for (const field of ['identifier', 'status', 'results', 'plannedDisbursements']) compare(field, one[field], again[field]);
      const [details, back] = [one.details, again.details] as Record<string, unknown>[];
      for (const field of Object.keys({ ...details, ...back })) compare(`details.${field}`, details![field], back![field]);
      compare('participants', names(one.participants), names(again.participants));
      compare('transactions', money(one.transactions), money(again.transactions));
    }
    expect(different).toEqual({});
  });
});
