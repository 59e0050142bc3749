import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform, version } from '@swc/core';

const settings = readFileSync(new URL('../../.swcrc', import.meta.url), 'utf8');
const { exclude: _specs, ...swc } = JSON.parse(settings);
const tests = new URL('../', import.meta.url).href;
const globals = new URL('./jest/globals.mjs', import.meta.url).href;
const product = new URL('../../src/', import.meta.url).href;
const cache = new URL('../../node_modules/.cache/concord-typescript/', import.meta.url);
/** Puts counters into the product's code, where its coverage is asked for. */
let instrumenter;

/** @param settings whether `coverage` is to be counted, in `globalThis.__coverage__` as Istanbul does */
export async function initialize(settings) {
  if (!settings?.coverage) return;
  const { createInstrumenter } = await import('istanbul-lib-instrument');
  instrumenter = createInstrumenter({ esModules: true, compact: false });
}

/**
 * Our sources import `./name.js` where `name.ts` stands. What a spec file (`…spec.ts?run=1`) imports from the tests' folder carries its mark, so that each spec
 * has test modules of its own, and shares those of the product with all others of its process.
 */
export async function resolve(specifier, context, next) {
  const run = /\?run=\d+$/.exec(context.parentURL ?? '')?.[0];
  if (specifier === '@jest/globals' && run) return { url: globals + run, format: 'module', shortCircuit: true };
  const mark = (url) => (run && url.startsWith(tests) ? url + run : url);
  if (/^\.{1,2}\/.*\.js$/.test(specifier) && /\.ts(\?|$)/.test(context.parentURL ?? '')) {
    const url = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
    if (existsSync(url)) return { url: mark(url.href), format: 'module', shortCircuit: true };
  }
  return next(specifier, context);
}

export async function load(url, context, next) {
  const { pathname } = new URL(url);
  if (!url.startsWith('file:') || !pathname.endsWith('.ts') || pathname.includes('/node_modules/')) return next(url, context);
  const counted = instrumenter && url.startsWith(product) && !pathname.endsWith('.spec.ts');
  return { format: 'module', source: await compiled(fileURLToPath(url), counted), shortCircuit: true };
}

/** JavaScript of a file, made once for all processes and runs. */
async function compiled(filename, counted) {
  const source = await readFile(filename, 'utf8');
  const hash = createHash('sha256');
  for (const part of [version, settings, filename, source, String(counted)]) hash.update(part).update('\0');
  const file = new URL(`${hash.digest('hex')}.js`, cache);
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept !== undefined) return kept;
  const options = { ...swc, swcrc: false, configFile: false, filename, sourceMaps: counted ? true : 'inline' };
  const made = await transform(source, options);
  const code = counted ? instrumenter.instrumentSync(made.code, filename, JSON.parse(made.map)) : made.code;
  // Another process may write the same at the same time: each puts a whole file in place.
  const draft = new URL(`${randomUUID()}.tmp`, cache);
  await mkdir(cache, { recursive: true });
  await writeFile(draft, code);
  await rename(draft, file);
  return code;
}
