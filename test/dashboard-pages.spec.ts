import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser, type Page } from 'playwright-core';
import { exercise } from '../src/demonstration/exercise/exercise.js';
import { briefing, recordAll } from '../src/demonstration/record.js';
import { CHROMIUM, findingsOf, open, openBrowser, visit } from './support/browser.js';
import { testService, type TestService } from './support/service.js';
import { LONG } from './support/size.js';

/** Each page in one of these views; in the long run, at each width in each language. */
const VIEWS = [
  { width: 390, language: 'ar' },
  { width: 1366, language: 'en' },
  { width: 2560, language: 'zh' },
];
const ALL_VIEWS = VIEWS.flatMap(({ width }) => VIEWS.map(({ language }) => ({ width, language })));

async function signIn(page: Page, key: string): Promise<void> {
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('Key').fill(key);
  await page.getByRole('dialog').getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: /^Sign out/ }).waitFor();
}

const where = CHROMIUM ? describe : describe.skip;

where(`The dashboard in Chromium${CHROMIUM ? '' : ' (skipped: there is none; CONCORD_TEST_CHROMIUM says where it is)'}`, () => {
  let concord: TestService;
  let browser: Browser;
  let state = '';
  let commitment = '';
  beforeAll(async () => {
    execFileSync(process.execPath, [new URL('../web/dashboard/build.mjs', import.meta.url).pathname]);
    concord = await testService({ frontDoor: { pointsPerMinute: 0 } });
    const { handler } = concord.service;
    await recordAll(handler, briefing());
    await recordAll(handler, exercise(1));
    await concord.settled();
    const { data } = await concord.ask(
      '{ actors(filter: { actorKind: [STATE] }, first: 1) { nodes { id } } commitments(first: 1) { nodes { id } } }',
    );
    state = data.actors.nodes[0].id;
    commitment = data.commitments.nodes[0].id;
    browser = await openBrowser();
  });
  afterAll(async () => {
    await (browser as Browser | undefined)?.close();
    await concord.close();
  });

  const pages = () => [
    '/',
    '/states',
    `/states/${state}`,
    '/commitments',
    '/recommendations',
    '/assistance',
    '/partnerships',
    '/activities',
    '/guidance',
    '/networks',
    '/trends',
    `/record/${commitment}`,
    '/search?text=workshop',
    '/?asOf=2022-06&knownAt=2026-12',
  ];

  it.each(LONG ? ALL_VIEWS : VIEWS)(
    'shows its pages at $width pixels in $language without an error, a request elsewhere, a finding of axe, or anything beside the screen',
    async (view) => {
      const { width, language } = view;
      const { page, complaints, close } = await visit(browser, concord.address, {
        viewport: { width, height: 900 },
        locale: language,
      });
      const found: string[] = [];
      for (const path of pages().filter((_, i) => LONG || VIEWS[i % VIEWS.length] === view)) {
        await open(page, concord.address + path);
        found.push(...(await findingsOf(page)).map((finding) => `${path} ${finding}`));
        const beside = await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
        if (beside > 0) found.push(`${path} reaches ${beside} pixels beside the screen`);
        expect(await page.locator('html').getAttribute('lang')).toBe(language);
        expect(await page.locator('[role="alert"]').allTextContents()).toEqual([]);
      }
      expect([...found, ...complaints]).toEqual([]);
      await close();
    },
  );

  it('is without a finding of axe in the dark', async () => {
    const { page, close } = await visit(browser, concord.address, { colorScheme: 'dark' });
    await open(page, concord.address);
    expect(await findingsOf(page)).toEqual([]);
    await close();
  });

  it('shows a past moment from its address, marks what differs from today, and comes back to today', async () => {
    const { page, close } = await visit(browser, concord.address, { locale: 'en' });
    await open(page, `${concord.address}/commitments?asOf=2021-12-31`);
    expect(await page.locator('main [role="status"]').textContent()).toContain('As of Dec 31, 2021');
    expect(await page.locator('.differs').count()).toBeGreaterThan(0);
    await page.getByRole('link', { name: 'States', exact: true }).click();
    await page.waitForURL('**/states?*');
    expect(new URL(page.url()).search).toBe('?asOf=2021-12-31');
    await page.getByRole('button', { name: 'Back to today' }).click();
    await page.locator('.differs').first().waitFor({ state: 'detached' });
    expect(new URL(page.url()).search).toBe('');
    await close();
  });

  it('says of a status by which rule and events it came, one click away, and leads from there to the event', async () => {
    const { page, close } = await visit(browser, concord.address, { locale: 'en' });
    await open(page, concord.address);
    await page
      .getByRole('button', { name: /^Overdue/ })
      .first()
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('commitment-standing/1').waitFor();
    await dialog.getByRole('listitem').getByRole('link').first().click();
    await page.locator('.history .opened details[open]').waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/record\/commitment_/);
    await close();
  });

  it('is used by keyboard alone: search, the record found, its history', async () => {
    const { page, close } = await visit(browser, concord.address, { locale: 'en' });
    await open(page, concord.address);
    const tabTo = async (what: string) => {
      const isThere = () => page.evaluate<boolean>(`document.activeElement?.matches(${JSON.stringify(what)}) ?? false`);
      for (let i = 0; i < 200 && !(await isThere()); i++) await page.keyboard.press('Tab');
      expect([what, await isThere()]).toEqual([what, true]);
    };
    await tabTo('input[type="search"]');
    await page.keyboard.type('stadium');
    await page.keyboard.press('Enter');
    await page.locator('main table').waitFor();
    await tabTo('main table a');
    await page.keyboard.press('Enter');
    await page.locator('.history').waitFor();
    await tabTo('.history summary');
    await page.keyboard.press('Enter');
    await page.locator('.history details[open]').waitFor();
    await close();
  });

  it('shows markup in a text as text', async () => {
    const markup = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
    const { record } = await concord.send('registerActor', {
      actorKind: 'PRIVATE',
      name: [{ language: 'en', text: markup }],
      handling: { tlp: 'CLEAR', audience: [] },
      occurredAt: '2021',
    });
    await concord.settled();
    const { page, complaints, close } = await visit(browser, concord.address, { locale: 'en' });
    await open(page, `${concord.address}/record/${record.id}`);
    expect(await page.locator('h1').textContent()).toBe(markup);
    await page.locator('.history summary').first().click();
    expect(await page.locator('main img, main script').count()).toBe(0);
    expect(await page.title()).toBe('Record · Concord');
    expect(complaints).toEqual([]);
    await close();
  });

  it('changes its figures when an event comes, without being loaded again', async () => {
    const { page, close } = await visit(browser, concord.address, { locale: 'en' });
    const connected = page.waitForEvent('websocket').then((socket) => socket.waitForEvent('framereceived'));
    await open(page, concord.address);
    await connected;
    const actors = page.getByRole('link', { name: / Actors$/ });
    const before = Number(await actors.locator('b').textContent());
    await concord.send('registerActor', {
      actorKind: 'PRIVATE',
      name: [{ language: 'en', text: 'One more' }],
      handling: { tlp: 'CLEAR', audience: [] },
      occurredAt: '2021',
    });
    await actors.getByText(String(before + 1), { exact: true }).waitFor();
    await close();
  });

  it('shows what only the reader may see once signed in, follows its events, and hides it once signed out', async () => {
    const registerHidden = () =>
      concord.send('registerActor', {
        actorKind: 'PRIVATE',
        name: [{ language: 'en', text: 'Hidden' }],
        handling: { tlp: 'RED', audience: ['user_coordinator'] },
        occurredAt: '2021',
      });
    await registerHidden();
    await concord.settled();
    const { page, close } = await visit(browser, concord.address, { locale: 'en' });
    await open(page, concord.address);
    const actors = page.getByRole('link', { name: / Actors$/ });
    const shown = async () => Number(await actors.locator('b').textContent());
    const withoutKey = await shown();
    const connected = page.waitForEvent('websocket').then((socket) => socket.waitForEvent('framereceived'));
    await signIn(page, concord.coordinator);
    const all = (await concord.ask('{ actors { totalCount } }')).data.actors.totalCount;
    expect(all).toBeGreaterThan(withoutKey);
    await actors.getByText(String(all), { exact: true }).waitFor();
    await connected;
    await registerHidden();
    await actors.getByText(String(all + 1), { exact: true }).waitFor();
    await page.getByRole('button', { name: /^Sign out/ }).click();
    await actors.getByText(String(withoutKey), { exact: true }).waitFor();
    await close();
  });

  it('lets an officer find what is overdue, see why a report is refused, and report progress, without writing a query', async () => {
    const { page, complaints, close } = await visit(browser, concord.address, { locale: 'en' });
    await open(page, concord.address);
    await signIn(page, concord.coordinator);
    await page
      .getByRole('link', { name: /^Exercise: .* undertakes to/ })
      .first()
      .click();
    await page.locator('main .choice select').selectOption('reportCommitmentProgress');
    const dialog = page.getByRole('dialog');
    const preview = async (percent: string) => {
      await dialog.getByLabel('Percent').fill(percent);
      await dialog.getByRole('button', { name: 'Preview' }).click();
      await dialog.getByRole('heading', { name: 'Preview' }).waitFor();
      await dialog.getByRole('button', { name: 'Record this' }).click();
    };
    await dialog.getByLabel('Text *').fill('The law is before parliament.');
    expect(await findingsOf(page)).toEqual([]);
    await preview('101');
    await dialog.locator('.field', { hasText: 'Percent' }).getByRole('alert').waitFor();
    expect(complaints.filter((complaint) => !complaint.includes('status of 400'))).toEqual([]);
    await preview('77');
    await dialog.getByText(/^Recorded as event/).waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.locator('.fields').getByText('77', { exact: true }).first().waitFor();
    await page.locator('.history').getByText('Commitment progress reported').last().waitFor();
    await close();
  });

  it('shows a status table on a site of a partner, without a key, and changes it when an event comes', async () => {
    const html = readFileSync(new URL('../examples/partner-dashboard/index.html', import.meta.url), 'utf8')
      .replaceAll('http://localhost:4000', concord.address)
      .replace('actor_…', state);
    const partner = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(html)).listen(0);
    await once(partner, 'listening');
    const { page, close } = await visit(browser, concord.address);
    const connected = page.waitForEvent('websocket').then((socket) => socket.waitForEvent('framereceived'));
    await page.goto(`http://127.0.0.1:${(partner.address() as AddressInfo).port}/`);
    const table = page.locator('concord-status table');
    await table.waitFor();
    expect(await table.locator('tr').count()).toBe(9);
    const name = await table.locator('caption').textContent();
    await connected;
    const { refusal } = await concord.send('nameActor', {
      id: state,
      language: 'en',
      text: `${name} by another name`,
    });
    expect(refusal).toBeNull();
    await table.getByText(`${name} by another name`).waitFor();
    await close();
    partner.close();
  });

  it('keeps a key in memory alone, sends it in no address, and refuses a wrong one in words', async () => {
    const key = await concord.key({ name: 'reader', user: 'reader', roles: ['READER'] });
    const { page, close } = await visit(browser, concord.address, { locale: 'en' });
    const addresses: string[] = [];
    page.on('request', (request) => addresses.push(request.url()));
    await open(page, concord.address);
    const enter = async (text: string) => {
      await page.getByLabel('Key').fill(text);
      await page.getByRole('dialog').getByRole('button', { name: 'Sign in' }).click();
    };
    await page.getByRole('button', { name: 'Sign in' }).click();
    await enter(`${key.slice(0, -1)}!`);
    await page.getByRole('dialog').getByRole('alert').waitFor();
    await enter(key);
    await page.getByRole('button', { name: /^Sign out/ }).waitFor();
    expect(await page.content()).not.toContain(key);
    expect(await page.evaluate<string>('JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie')).not.toContain(
      key,
    );
    expect(addresses.join()).not.toContain(key);
    await close();
  });
});
