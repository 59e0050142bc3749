import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { database, dataFolder, isQuick, number, sizes } from './support.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROFILES = process.env.BENCH_PROFILE;
/** Transactions of an activity. */
const TRANSACTIONS = 30;
const STOPS = isQuick ? 3 : 6;
const DONORS = ['Norway', 'Japan', 'Kenya', 'Peru', 'Malta', 'Chile', 'Spain', 'Nepal'];

/** A line of text of about the length that publishers write. */
const SENTENCE =
  'Support to national authorities in the protection of crowded places, with training, equipment and exchange of practice. ';

/** Texts of an IATI file, an activity each. @param events how many it leads to, beside those of its organisations */
function* activities(events) {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<iati-activities version="2.03">\n';
  const day = (n) => new Date(Date.UTC(2010, 0, 1) + n * 86_400_000).toISOString().slice(0, 10);
  for (let i = 0; i * (TRANSACTIONS + 1) < events; i++) {
    const donor = (n) =>
      `<provider-org ref="XM-DAC-${700 + (n % 200)}" type="10"><narrative>${DONORS[n % 8]} ${n % 200}</narrative></provider-org>`;
    const transactions = Array.from(
      { length: TRANSACTIONS },
      (_, n) => `    <transaction ref="${i}-${n}" humanitarian="1">
      <transaction-type code="${n % 3 === 0 ? 2 : 3}"/>
      <transaction-date iso-date="${day((i + n * 11) % 4_000)}"/>
      <value currency="${n % 5 === 0 ? 'EUR' : 'USD'}" value-date="${day((i + n * 11) % 4_000)}">${1_000 + n + (i % 900)}.50</value>
      <description><narrative>${SENTENCE}</narrative></description>
      ${donor(i + n)}
      <receiver-org ref="XM-DAC-41128" type="40"><narrative>United Nations Office on Drugs and Crime</narrative></receiver-org>
      <disbursement-channel code="1"/>
      <flow-type code="10"/>
      <finance-type code="110"/>
      <aid-type code="C01" vocabulary="1"/>
    </transaction>\n`,
    );
    yield `  <iati-activity default-currency="USD" xml:lang="en" last-updated-datetime="2022-01-01T00:00:00Z">
    <iati-identifier>XM-DAC-41128-${i}</iati-identifier>
    <reporting-org ref="XM-DAC-41128" type="40"><narrative>United Nations Office on Drugs and Crime</narrative></reporting-org>
    <title><narrative>Project ${i}</narrative></title>
    <description type="1"><narrative>${SENTENCE.repeat(4)}</narrative></description>
    <participating-org ref="XM-DAC-41128" role="4" type="40"><narrative>United Nations Office on Drugs and Crime</narrative></participating-org>
    <activity-status code="2"/>
    <activity-date type="2" iso-date="2010-01-01"/>
    <recipient-country code="KE" percentage="60"/>
    <recipient-country code="UG" percentage="40"/>
    <sector code="15130" vocabulary="1"/>
${transactions.join('')}  </iati-activity>\n`;
  }
  yield '</iati-activities>\n';
}

/** Runs `concord import` in a process of its own. @returns what it said, how long it took, and its largest memory in MiB */
async function importInto(url, file, meanwhile = async () => {}) {
  const profiling = PROFILES ? ['--cpu-prof', `--cpu-prof-dir=${PROFILES}`] : [];
  const began = performance.now();
  const child = spawn(process.execPath, [...profiling, 'dist/cli.js', 'import', 'iati', file, '--problems', `${file}-problems`], {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: 'production', DATABASE_URL: url, CONCORD_LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk) => (said += chunk));
  const ended = once(child, 'close');
  let memory = 0;
  const watch = setInterval(() => {
    try {
      memory = Math.max(memory, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]) / 1024);
    } catch {
      // It has ended.
    }
  }, 50);
  await meanwhile(child, ended);
  const [code, signal] = await ended;
  clearInterval(watch);
  return { said, code, signal, memory, seconds: (performance.now() - began) / 1000 };
}

/** A file of 100 MB taken by `concord import iati` into an empty log, and imports that are stopped and killed on the way. */
async function importFile() {
  const [events] = sizes([90_000], [5_000]);
  using folder = dataFolder();
  const file = join(folder.path, 'activities.xml');
  await pipeline(Readable.from(activities(events)), createWriteStream(file));
  const megabytes = readFileSync(file).length / 1e6;
  const lines = [`A file of ${number(megabytes)} MB:`, ''];
  let head = 0;
  {
    await using into = await database();
    const whole = await importInto(into.url, file);
    head = Number(await into.store.head());
    const again = await importInto(into.url, file);
    if (Number(await into.store.head()) !== head) throw new Error('the second import recorded something');
    lines.push(
      '| import | events | seconds | events a second | memory |',
      '| --- | ---: | ---: | ---: | ---: |',
      `| the first | ${number(head)} | ${whole.seconds.toFixed(1)} | ${number(head / whole.seconds)} | ${number(whole.memory)} MiB |`,
      `| the same again | 0 | ${again.seconds.toFixed(1)} | ${number(head / again.seconds)} compared | ${number(again.memory)} MiB |`,
    );
  }
  await using stopped = await database();
  const ends = { SIGTERM: [], SIGINT: [], SIGKILL: [] };
  for (let n = 0; n < STOPS; n++) {
    const signal = Object.keys(ends)[n % 3];
    await importInto(stopped.url, file, async (child, ended) => {
      await Promise.race([pause(2_000 + n * 1_500), ended]);
      const asked = performance.now();
      child.kill(signal);
      await ended;
      ends[signal].push(performance.now() - asked);
    });
  }
  await importInto(stopped.url, file);
  if (Number(await stopped.store.head()) !== head) throw new Error('an import that was stopped and killed has other events');
  const slowest = ['SIGTERM', 'SIGINT'].map((signal) => `${number(Math.max(...ends[signal]))} ms after ${signal}`);
  lines.push(
    '',
    `Stopped on the way, it ends at most ${slowest.join(' and ')}. Stopped, killed and begun again, it leaves as many events.`,
  );
  return { title: 'Imports', lines };
}

export { importFile as import };
