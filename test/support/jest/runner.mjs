import { createRequire, register } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const jestCircus = createRequire(require.resolve('jest-circus/package.json'));
const { ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');
const runSpec = require('jest-circus/runner').default;

process.setSourceMapsEnabled(true);

let runs = 0;

/**
 * Runs a spec file with Jest's own test framework, but in the process itself instead of a virtual machine for each file: the product's modules are loaded and
 * compiled once a worker and not once a spec, which was most of a run's time. A spec sees modules of the tests' folder of its own (`typescript-hooks.mjs`).
 */
export default async function run(globalConfig, config, _environment, _runtime, path, sendMessage) {
  if (runs === 0) register('../typescript-hooks.mjs', import.meta.url, { data: { coverage: globalConfig.collectCoverage } });
  const query = `?run=${++runs}`;
  // Jest puts a reader of source maps here that knows only what it transformed itself; Node knows ours.
  Error.prepareStackTrace = undefined;
  const fakeTimersModern = new ModernFakeTimers({ config, global: globalThis });
  const mocker = new ModuleMocker(globalThis);
  const load = (file) => import(pathToFileURL(file).href + query);
  const runtime = {
    // Tests, hooks and handlers stand in this module and in globals: fresh ones for each spec.
    requireInternalModule(module) {
      delete require.cache[module];
      delete globalThis[Symbol.for('EVENT_HANDLERS')];
      return jestCircus(module);
    },
    requireModule: require,
    setGlobalsForRuntime(globals) {
      globalThis[Symbol.for('concord jest globals')] = { ...globals, jest: jestObject(fakeTimersModern, mocker) };
    },
    enterTestCode() {},
    leaveTestCode() {},
    unstable_shouldLoadAsEsm: () => true,
    unstable_importModule: load,
  };
  try {
    const ours = { global: globalThis, fakeTimersModern };
    const result = await runSpec(globalConfig, config, ours, runtime, path, sendMessage);
    return globalConfig.collectCoverage ? { ...result, coverage: counted() } : result;
  } finally {
    fakeTimersModern.dispose();
    mocker.restoreAllMocks();
    await closeWhatIsOpen();
    for (const symbol of Object.getOwnPropertySymbols(globalThis))
      if (symbol.description === 'JEST_STATE_SYMBOL') delete globalThis[symbol];
  }
}

/** Closes what the spec file left open (`close-after-spec.ts`), so that a failure stays its own. */
async function closeWhatIsOpen() {
  const open = globalThis[Symbol.for('concord close after spec')] ?? new Set();
  for (const close of [...open].reverse())
    await close().catch((error) => process.stderr.write(`what a spec left open does not close: ${error.stack}\n`));
  open.clear();
}

/** The part of Jest's object that does without a virtual machine. */
function jestObject(timers, mocker) {
  const jest = {
    fn: mocker.fn.bind(mocker),
    spyOn: mocker.spyOn.bind(mocker),
    restoreAllMocks: () => (mocker.restoreAllMocks(), jest),
    useFakeTimers: (settings) => (timers.useFakeTimers(settings), jest),
    useRealTimers: () => (timers.useRealTimers(), jest),
    setSystemTime: (time) => timers.setSystemTime(time),
    advanceTimersByTime: (time) => timers.advanceTimersByTime(time),
  };
  return jest;
}

/** What this spec file ran of the product, in Istanbul's terms; counting begins again for the next one. */
function counted() {
  const coverage = Object.entries(globalThis.__coverage__ ?? {}).filter(([, { s }]) =>
    Object.values(s).some((count) => count > 0),
  );
  const copy = structuredClone(Object.fromEntries(coverage));
  for (const [, { s, f, b }] of coverage) {
    for (const counts of [s, f, ...Object.values(b)])
      for (const key in counts) if (typeof counts[key] === 'number') counts[key] = 0;
  }
  return copy;
}
