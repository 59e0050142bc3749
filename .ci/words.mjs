/**
 * Checks that documents, descriptions of the schema and comments are in plain modern English: no phrase of the list, and no sentence of documents or
 * descriptions of more than MAX_WORDS words. `npm run words`; prints each finding with its place, and ends with 1 where there are any.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { buildSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';

/** Phrases that readers stumble over, with what to write instead. */
const PHRASES = [
  [/\banew\b/i, 'again, or rebuilt'],
  [/\btold of\b/i, 'reported, notified, called with'],
  [/\b(is|are|was|were) told (?!apart)/i, 'say who reports, learns or gets it'],
  [/\bsuch as are\b/i, 'those that are'],
  [/\bbeside the old\b/i, 'while the present one is in use'],
  [/\b(thereof|whereby|wherein|hitherto|henceforth|thereby|herein|hereby|amongst|whilst|unto)\b/i, 'a word of today'],
];
/** Slips of generated texts. */
const SLIPS = [
  [/\ba (?=[aeio]|un(?!i))(?!one|eu)/i, 'an'],
  [/(?<!\.)\.\.(?=\s|$)/, 'one full stop'],
  [/\b(?!that\b|had\b)([a-z]+) \1\b/i, 'the word once'],
];
/** Words of the longest sentence: more is two sentences. */
const MAX_WORDS = 60;

const findings = [];
const find = (place, text, isProse = false) => {
  for (const [phrase, instead] of isProse ? [...PHRASES, ...SLIPS] : PHRASES) {
    const found = phrase.exec(text);
    if (found) findings.push(`${place}: “${found[0].trim()}”: write ${instead}`);
  }
  if (!isProse) return;
  for (const sentence of text.split(/(?<=[.:;!?])\s+/)) {
    const words = sentence.split(/\s+/).length;
    if (words > MAX_WORDS) findings.push(`${place}: a sentence of ${words} words: “${sentence.slice(0, 60)}…”`);
  }
};

const tracked = (...paths) =>
  execFileSync('git', ['ls-files', ...paths], { encoding: 'utf8' })
    .split('\n')
    .filter(Boolean);

for (const path of tracked('*.md', 'docs')) {
  if (!path.endsWith('.md')) continue;
  const text = readFileSync(path, 'utf8')
    .replace(/^```.*?^```/gms, (code) => code.replace(/[^\n]/g, ''))
    .replace(/`[^`\n]*`/g, '`code`');
  let line = 1;
  for (const part of text.split(/(\n\s*\n)/)) {
    // Each item of a list and each cell of a table is read by itself.
    for (const piece of part.split(/\n(?=\s*(?:[-*+]|\d+\.) )|\|/)) find(`${path}:${line}`, piece.replace(/\s+/g, ' '), true);
    line += part.split('\n').length - 1;
  }
}

const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));
for (const type of Object.values(schema.getTypeMap())) {
  if (type.name.startsWith('__')) continue;
  const described = [[type.name, type.description]];
  if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type))
    for (const field of Object.values(type.getFields())) {
      described.push([`${type.name}.${field.name}`, field.description]);
      for (const argument of field.args ?? [])
        described.push([`${type.name}.${field.name}(${argument.name}:)`, argument.description]);
    }
  if (isEnumType(type)) for (const value of type.getValues()) described.push([`${type.name}.${value.name}`, value.description]);
  for (const [place, text] of described) if (text) find(`schema ${place}`, text.replace(/`[^`]*`/g, '`code`'), true);
}

for (const path of tracked('src', 'web', 'verify', 'bench/src', 'test')) {
  if (!/\.(ts|tsx|mjs)$/.test(path)) continue;
  for (const [at, text] of readFileSync(path, 'utf8').split('\n').entries()) {
    // Comments and texts alone: names of code are not prose.
    const prose = [...text.matchAll(/(?:\/\*\*?|^\s*\*|\/\/)(.*)|'([^']{12,})'|`([^`]{12,})`/g)]
      .map(([, ...all]) => all.join(' '))
      .join(' ');
    if (prose) find(`${path}:${at + 1}`, prose);
  }
}

for (const finding of findings) console.error(finding);
if (findings.length > 0) process.exit(1);
