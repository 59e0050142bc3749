import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('.', import.meta.url));
const specs = ['src', 'test'].flatMap((folder) =>
  readdirSync(root + folder, { recursive: true })
    .filter((name) => name.endsWith('.spec.ts'))
    .map((name) => `<rootDir>/${folder}/${name.replaceAll('\\', '/')}`),
);
/** The long run repeats at full length what has one: the spec files that ask for their size. */
const hasLength = (spec) => readFileSync(spec.replace('<rootDir>/', root), 'utf8').includes('support/size.js');

/** Specs run in the process itself (see the runner), as the ES modules they are; `test/support/typescript-hooks.mjs` compiles them. */
export default {
  testEnvironment: 'node',
  testRunner: '<rootDir>/test/support/jest/runner.mjs',
  testMatch: process.env.CONCORD_TEST_LONG === '1' ? specs.filter(hasLength) : specs,
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/bench/'],
  transform: {},
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  maxWorkers: 2,
  // What a spec file keeps in its module stays until its worker ends.
  workerIdleMemoryLimit: '1500MB',
  // Nothing hangs on speed: this is for what would never end, on the slowest machine.
  testTimeout: 600_000,
};
