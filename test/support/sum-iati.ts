import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** Sums in ten-thousandths of the currency's unit. */
export type Sums = Record<string, bigint>;

export interface IatiSums {
  readonly activities: number;
  readonly commitments: number;
  readonly byCurrency: Sums;
  /** By donor (its identifier, or its name where it has none) and currency: `CA-3 CAD`. */
  readonly byDonor: Sums;
}

/**
 * Sums the incoming commitments of an IATI file straight from its text. Shares nothing with the import: what both say is said twice.
 */
export function sumIati(path: string): IatiSums {
  const text = readFileSync(path, 'utf8');
  const byCurrency: Sums = {};
  const byDonor: Sums = {};
  let commitments = 0;
  for (const [transaction] of text.matchAll(/<transaction\b[\s\S]*?<\/transaction>/g)) {
    if (!/<transaction-type code="11"/.test(transaction)) continue;
    commitments++;
    const [, currency = '', amount = ''] = /<value currency="(\w+)"[^>]*>([^<]+)<\/value>/.exec(transaction) ?? [];
    const [, attributes = '', name = ''] = /<provider-org([^>]*)>\s*<narrative[^>]*>([^<]*)</.exec(transaction) ?? [];
    const ref = / ref="([^"]*)"/.exec(attributes)?.[1];
    const donor = ref && ref !== '-' ? ref : plain(name);
    const [whole = '', fraction = ''] = amount.split('.');
    const value = BigInt(whole + fraction.padEnd(4, '0'));
    byCurrency[currency] = (byCurrency[currency] ?? 0n) + value;
    byDonor[`${donor} ${currency}`] = (byDonor[`${donor} ${currency}`] ?? 0n) + value;
  }
  return { activities: text.match(/<\/iati-activity>/g)?.length ?? 0, commitments, byCurrency, byDonor };
}

function plain(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&')
    .trim();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { byCurrency, ...sums } = sumIati(process.argv[2]!);
  console.log(`${sums.activities} activities, ${sums.commitments} incoming commitments`);
  for (const [currency, sum] of Object.entries(byCurrency).sort())
    console.log(currency, `${sum / 10_000n}.${String(sum % 10_000n).padStart(4, '0')}`);
}
