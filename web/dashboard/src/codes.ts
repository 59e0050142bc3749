import { send } from './api.js';
import { language } from './words.js';

const LISTS = ['REGION', 'CONCLUSION', 'CHALLENGE', 'THREAT', 'TLP'];

const CODES = `query Codes { ${LISTS.map((list) => `${list}: codeList(name: ${list}) { codes(first: 500) { nodes { value label } } }`).join(' ')} }`;

type Answer = Readonly<
  Record<string, { readonly codes: { readonly nodes: readonly { readonly value: string; readonly label: string | null }[] } }>
>;

let labels: ReadonlyMap<string, string> = new Map();

/** Asks for the names of regions and themes in the language of the page. Until they are there, codes are shown. */
export async function loadCodes(): Promise<void> {
  const asked = language();
  const { data } = await send(CODES, {});
  if (language() !== asked) return;
  labels = new Map(
    Object.values(data as Answer).flatMap(({ codes }) =>
      codes.nodes.flatMap(({ value, label }) => (label ? [[value, label] as const] : [])),
    ),
  );
}

/** A region or theme by name: `002` as “Africa”. */
const named = (code: string) => labels.get(code) ?? code;

/** A region or theme by code and name: `CO-01 Define what …`. */
export const coded = (code: string) => (labels.has(code) ? `${code} ${labels.get(code)}` : code);

/** Name of a country or region: `KE`, `035`, `X-SEE`. */
export function place(code: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return named(code);
  return new Intl.DisplayNames([language()], { type: 'region' }).of(code) ?? code;
}
