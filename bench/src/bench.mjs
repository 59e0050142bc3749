import { readFileSync, writeFileSync } from 'node:fs';
import { machine } from './support.mjs';

const RESULTS = new URL('../RESULTS.md', import.meta.url);
const HEAD =
  '# Measured\n\nOne command each: `npm run bench -- <name>` from the project’s folder, after `npm run build`. Ratios are of medians of runs in turn.\n';
const BENCHES = {
  appends: async () => (await import('./appends.mjs')).appends(),
  rebuild: async () => (await import('./rebuild.mjs')).rebuild(),
};

/** Puts a section in the place of the one with the same title. */
function record({ title, lines }, where) {
  let text = HEAD;
  try {
    text = readFileSync(RESULTS, 'utf8');
  } catch {
    // The first results.
  }
  const section = `## ${title}\n\n${new Date().toISOString().slice(0, 10)}; ${where}.\n\n${lines.join('\n')}\n`;
  const sections = text.split(/\n(?=## )/).filter((one) => !one.startsWith(`## ${title}\n`));
  const [head, ...rest] = sections;
  writeFileSync(RESULTS, [head.trimEnd() + '\n', ...[...rest.map((one) => one.trimEnd() + '\n'), section].sort()].join('\n'));
}

const wanted = process.argv.slice(2);
const names = wanted.length === 0 || wanted[0] === 'all' ? Object.keys(BENCHES) : wanted;
for (const name of names) {
  if (!BENCHES[name]) {
    console.error(`no bench is named ${name}; there are ${Object.keys(BENCHES).join(', ')} and all`);
    process.exit(1);
  }
  console.log(`\n${name}`);
  const where = await machine();
  record(await BENCHES[name](), where);
}
process.exit(0);
