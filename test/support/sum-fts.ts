import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

export interface FtsSums {
  readonly rows: number;
  /** Flows by their ids: a flow for two countries is in the extract of each, so it comes twice in a file of both. */
  readonly flows: number;
  /** Rows by status: `paid`, `commitment`, `pledge`. */
  readonly byStatus: Record<string, number>;
  /** In hundredths (thousandths for KWD, whole ones for JPY) of each currency, each flow once: `paid Parked EUR`, `in kind SAR`. */
  readonly sums: Record<string, bigint>;
}

const DIGITS: Readonly<Record<string, number>> = { JPY: 0, ISK: 0, KWD: 3 };

/**
 * Sums a file of flows straight from its text. Shares nothing with the import: what both say is said twice.
 */
export function sumFts(path: string): FtsSums {
  const [header, ...rows] = cells(readFileSync(path, 'utf8'));
  const told = new Map<string, string>();
  const byStatus: Record<string, number> = {};
  const sums: Record<string, bigint> = {};
  for (const row of rows) {
    const of = (name: string) => row[header!.indexOf(name)]!.trim();
    byStatus[of('status')] = (byStatus[of('status')] ?? 0) + 1;
    if (told.get(of('id')) === row.join('\n')) continue;
    if (told.has(of('id'))) throw new Error(`two flows have the id ${of('id')}`);
    told.set(of('id'), row.join('\n'));
    const original = Number(of('originalAmount')) !== 0;
    const [amount, currency] = original ? [of('originalAmount'), of('originalCurrency')] : [of('amountUSD'), 'USD'];
    const [whole = '', fraction = ''] = amount.split('.');
    const minor = BigInt(whole + fraction.padEnd(DIGITS[currency] ?? 2, '0'));
    if (minor === 0n) continue;
    const key = of('contributionType') === 'in kind' ? `in kind ${currency}` : `${of('status')} ${of('flowType')} ${currency}`;
    sums[key] = (sums[key] ?? 0n) + minor;
  }
  return { rows: rows.length, flows: told.size, byStatus, sums };
}

/** Cells of CSV: a quotation mark opens and closes, two of them inside are one. */
function cells(text: string): string[][] {
  const rows: string[][] = [];
  const row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === '"' && quoted && text[i + 1] === '"') cell += text[i++];
    else if (c === '"') quoted = !quoted;
    else if (!quoted && (c === ',' || c === '\n')) {
      row.push(cell);
      cell = '';
      if (c === '\n') rows.push(row.splice(0));
    } else if (quoted || c !== '\r') cell += c;
  }
  if (cell !== '' || row.length > 0) rows.push([...row, cell]);
  return rows;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { sums, ...counts } = sumFts(process.argv[2]!);
  console.log(counts);
  for (const [key, sum] of Object.entries(sums).sort()) console.log(key, String(sum));
}
