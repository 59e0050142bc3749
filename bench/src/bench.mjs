import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { machine } from './support.mjs';

const RESULTS = new URL('../RESULTS.md', import.meta.url);
const HEAD = `# Measured

One command each: \`npm run bench -- <name> --record\` from the project’s folder, after \`npm run build\`. All of it runs on the Node that is a dependency of the bench,
with NODE_ENV=production. Ratios are of medians of runs in turn.
`;
const BENCHES = [
  'appends',
  'commands',
  'rebuild',
  'visible',
  'list',
  'past',
  'start',
  'kurrentdb',
  'growth',
  'cost',
  'hostile',
  'dearest',
  'ledger',
  'long-records',
  'import',
  'existence',
];

/** Puts a section in the place of the one with the same title. */
function record({ title, lines }, where) {
  let text = HEAD;
  try {
    text = readFileSync(RESULTS, 'utf8');
  } catch {
    // The first results.
  }
  const section = `## ${title}\n\n${new Date().toISOString().slice(0, 10)}; ${where}.\n\n${lines.join('\n')}\n`;
  const [, ...rest] = text.split(/\n(?=## )/);
  const others = rest.filter((one) => !one.startsWith(`## ${title}\n`)).map((one) => one.trimEnd() + '\n');
  writeFileSync(RESULTS, [HEAD, ...[...others, section].sort()].join('\n'));
}

/** Writes computed lines into a document of the project, between the marks that it has for them. */
function writeInto({ path, lines }, name) {
  const file = new URL(`../../${path}`, import.meta.url);
  const marks = [`<!-- computed by npm run bench -- ${name} -->`, '<!-- end of what was computed -->'];
  const text = readFileSync(file, 'utf8');
  const [from, to] = marks.map((mark) => text.indexOf(mark));
  if (from < 0 || to < from) throw new Error(`${path} has no place for what ${name} computes`);
  writeFileSync(file, `${text.slice(0, from + marks[0].length)}\n\n${lines.join('\n')}\n\n${text.slice(to)}`);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { record: { type: 'boolean' }, quick: { type: 'boolean' } },
});
const names = positionals.length === 0 || positionals[0] === 'all' ? BENCHES : positionals;
const unknown = names.find((name) => !BENCHES.includes(name));
if (unknown || (values.record && values.quick)) {
  console.error(unknown ? `no bench is named ${unknown}` : 'a quick try is not recorded');
  console.error(`npm run bench -- [${BENCHES.join('|')}|all …] [--quick | --record]; sizes: BENCH_SECONDS, BENCH_EVENTS`);
  process.exit(1);
}
for (const name of names) {
  console.log(`\n${name}`);
  const where = machine();
  const section = await (await import(`./${name}.mjs`))[name]();
  console.log(`\n${section.title}\n${where()}\n\n${section.lines.join('\n')}`);
  if (section.document) console.log(`\n${section.document.lines.join('\n')}`);
  if (values.record) record(section, where());
  if (values.record && section.document) writeInto(section.document, name);
}
process.exit(0);
