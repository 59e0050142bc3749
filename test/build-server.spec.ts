import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'concord-build-'));
  for (const file of ['build-server.mjs', '.swcrc', 'package.json', 'package-lock.json']) copyFileSync(file, join(folder, file));
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  mkdirSync(join(folder, 'src'));
  writeFileSync(join(folder, 'src', 'one.ts'), 'export const one: number = 1;\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

const build = () =>
  spawnSync(process.execPath, [join(folder, 'build-server.mjs')], { env: { ...process.env, NODE_OPTIONS: '' } });
const made = () => statSync(join(folder, 'dist', 'one.js')).ino;

it('builds when something changed since the last build, and only then', () => {
  expect(build().status).toBe(0);
  const first = made();
  expect(build().status).toBe(0);
  expect(made()).toBe(first);
  writeFileSync(join(folder, 'src', 'one.ts'), 'export const one: number = 11;\n');
  expect(build().status).toBe(0);
  expect(readFileSync(join(folder, 'dist', 'one.js'), 'utf8')).toContain('11');
  rmSync(join(folder, 'dist', 'one.js'));
  writeFileSync(join(folder, 'src', 'one.ts'), 'export const one: number = ;\n');
  expect(build().status).not.toBe(0);
  expect(build().status).not.toBe(0);
});
