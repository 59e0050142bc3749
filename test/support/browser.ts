import { existsSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Where Chromium is: CONCORD_TEST_CHROMIUM, or where Debian's package puts it. Undefined where there is none. */
export const CHROMIUM = [process.env.CONCORD_TEST_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
  (path) => path !== undefined && existsSync(path),
);

/** The tests run as any user, also as root in a container, where Chromium's own sandbox does not start. */
export const openBrowser = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });

export interface Visit {
  readonly page: Page;
  /** What must stay empty: errors in the console, errors of scripts, and requests to other hosts. */
  readonly complaints: readonly string[];
  readonly close: () => Promise<void>;
}

/** A new visitor to a site, with nothing kept from before. */
export async function visit(browser: Browser, site: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`script: ${error.message}`));
  page.on('request', (request) => {
    if (new URL(request.url()).host !== new URL(site).host) complaints.push(`request: ${request.url()}`);
  });
  return { page, complaints, close: () => context.close() };
}

/** Opens an address and waits until every part of the page has its answer. */
export async function open(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.locator('h1').first().waitFor();
  await answered(page);
}

/** Waits until every part of the page has its answer. */
async function answered(page: Page): Promise<void> {
  const waiting = page.locator('[aria-busy="true"], .loading');
  while ((await waiting.count()) > 0) await waiting.first().waitFor({ state: 'detached' });
}

/** What axe finds, each with the first element that has it. */
export async function findingsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.length}): ${nodes[0]?.html.slice(0, 200)}`);
}
