// Makes web/dashboard/dist: index.html and files that are named after what is in them. Nothing comes from the network.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { fromSchema } from './from-schema.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const dist = `${here}dist/`;
mkdirSync(dist, { recursive: true });

const common = {
  absWorkingDir: here,
  outdir: dist,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  charset: 'utf8',
  logLevel: 'warning',
};
const { metafile } = await build({
  ...common,
  entryPoints: ['src/main.tsx', 'src/style.css', 'src/icon.svg'],
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  splitting: true,
  jsx: 'automatic',
  jsxImportSource: 'preact',
  metafile: true,
  loader: { '.svg': 'copy' },
  plugins: [fromSchema],
});

// For pages of others, who keep its address.
await build({ ...common, entryPoints: ['src/embed.ts'] });

let html = readFileSync(`${here}src/index.html`, 'utf8');
for (const [file, { entryPoint }] of Object.entries(metafile.outputs))
  if (entryPoint) html = html.replace(basename(entryPoint).replace('.tsx', '.js'), basename(file));
writeFileSync(`${dist}index.html`, html);

// What is served goes on: files of before leave only now.
const made = new Set(['index.html', 'embed.js', ...Object.keys(metafile.outputs).map((file) => basename(file))]);
for (const name of readdirSync(dist)) if (!made.has(name)) rmSync(dist + name);
