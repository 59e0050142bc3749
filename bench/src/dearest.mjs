import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { costOf } from '../../dist/graphql/server/cost.js';
import { MAX_ALIASES, MAX_OBJECTS, MAX_SELECTIONS, MAX_TOKENS } from '../../dist/graphql/server/limits.js';
import { refuseShape } from '../../dist/graphql/server/shape.js';
import { startProcess } from './child.mjs';
import { dataFolder, isQuick, milliseconds, number } from './support.mjs';

// The service's own: types of another copy would be strange to it.
const { buildSchema, getNamedType, isAbstractType, isCompositeType, isInterfaceType, isObjectType, isRequiredArgument, parse } =
  createRequire(new URL('../../dist/', import.meta.url))('graphql');

/** Seconds that the search goes on after each field was tried by itself. */
const SEARCH = Number(process.env.BENCH_SECONDS ?? (isQuick ? 10 : 120));
/** The most that the dearest query may take, in milliseconds. */
const MOST = 2_000;
const SIZES = [1, 5, 50, 500];
/** Moments for \`at\`; the last is none. */
const MOMENTS = ['asOf: "2019"', 'asOf: "2021-06-15"', 'asOf: "2023", knownAt: "position:2100"', 'knownAt: "position:1200"', ''];
/** Fields without records, or about the service and its codes. */
const LEFT_OUT = [
  'at',
  'service',
  'apiKeys',
  'code',
  'codeList',
  'codeLists',
  'statusRules',
  'viewer',
  'recordReads',
  'emergencyAccess',
];
const VALUES = {
  from: ['"2000-01-01"', '"2018-01-01"'],
  to: ['"2100-01-01"'],
  text: ['"a"', '"state cooperation"', '"e"'],
  past: ['true', 'false'],
};

const schema = buildSchema(readFileSync(new URL('../../schema/schema.graphql', import.meta.url), 'utf8'));
const one = (choices) => choices[Math.floor(Math.random() * choices.length)];

/** Writes one field with its arguments and some of what is below it. */
class Writer {
  constructor(ids) {
    this.ids = ids;
  }

  /** A field of Query, at a size of page and a depth; \`chance\` is that of each selection below. */
  root(field, { size, depth, chance, at }) {
    const text = this.#field(field, { size, depth, chance });
    return text && (at ? `at(${at}) { ${text} }` : text);
  }

  #field(field, options) {
    const given = this.#argumentsOf(field, options);
    if (given === undefined) return undefined;
    const type = getNamedType(field.type);
    if (!isCompositeType(type)) return `${field.name}${given}`;
    const isPage = field.args.some(({ name }) => name === 'first');
    const isPlain = field.name === 'nodes' || field.name === 'pageInfo' || isPage;
    const below = this.#selection(type, { ...options, depth: options.depth - (isPlain ? 0.5 : 1) });
    return `${field.name}${given} { ${below} }`;
  }

  #selection(type, options) {
    const parts = ['__typename'];
    if (isObjectType(type) || isInterfaceType(type))
      for (const field of Object.values(type.getFields())) {
        const below = getNamedType(field.type);
        const isNeeded = field.name === 'nodes';
        if (isCompositeType(below) && options.depth <= 1) continue;
        if (field.name === 'edges' || (!isNeeded && Math.random() > options.chance)) continue;
        const text = this.#field(field, {
          ...options,
          size: field.args.length > 0 && options.inner ? options.inner : options.size,
        });
        if (text) parts.push(text);
      }
    if (isAbstractType(type) && options.depth > 1) {
      const possible = one(schema.getPossibleTypes(type).filter(Boolean));
      if (Math.random() < options.chance) parts.push(`... on ${possible.name} { ${this.#unlike(possible, type, options)} }`);
    }
    return parts.join(' ');
  }

  /** What a type has that the interface has not, so that nothing is asked for with other arguments in one place. */
  #unlike(possible, type, options) {
    const known = isInterfaceType(type) ? Object.keys(type.getFields()) : [];
    const texts = Object.values(possible.getFields())
      .filter(({ name, type: of }) => !known.includes(name) && (options.depth > 2 || !isCompositeType(getNamedType(of))))
      .flatMap((field) =>
        Math.random() < options.chance ? (this.#field(field, { ...options, depth: options.depth - 1 }) ?? []) : [],
      );
    return ['__typename', ...texts].join(' ');
  }

  #argumentsOf(field, { size }) {
    const given = [];
    for (const argument of field.args) {
      const { name } = argument;
      if (name === 'first') given.push(`first: ${size}`);
      else if (name === 'id' && isRequiredArgument(argument)) {
        const ids =
          this.ids[field.name === 'visitRelease' ? 'assessmentVisit' : /Profile$/.test(field.name) ? 'actor' : field.name];
        if (!ids?.length) return undefined;
        given.push(`id: "${one(ids)}"`);
      } else if (name === 'ids')
        given.push(
          `ids: ${JSON.stringify(
            Object.values(this.ids)
              .flat()
              .sort(() => Math.random() - 0.5)
              .slice(0, Math.min(size, 100)),
          )}`,
        );
      else if (name === 'by' && Math.random() < 0.7) {
        const values = getNamedType(argument.type)
          .getValues()
          .map((value) => value.name);
        given.push(`by: [${values.filter(() => Math.random() < 0.7).join(', ')}]`);
      } else if (VALUES[name] && (isRequiredArgument(argument) || name === 'past')) given.push(`${name}: ${one(VALUES[name])}`);
      else if (isRequiredArgument(argument)) return undefined;
    }
    return given.length > 0 ? `(${given.join(', ')})` : '';
  }
}

/** As many of a part as the limits allow, each asked for another page so that none shares its reading; undefined where one is too much. */
function filled(part, most = 200) {
  const written = (times) => {
    const texts = Array.from({ length: times }, (_, n) =>
      // Pages of other sizes are other readings.
      part.replaceAll(/first: (\d+)/g, (_all, size) => `first: ${Math.max(1, Number(size) - (n % 40))}`),
    );
    return `{ ${texts.map((text, n) => `a${n}: ${text}`).join(' ')} }`;
  };
  const fits = (times) => {
    const text = written(times);
    if (text.length > 200_000) return false;
    try {
      const document = parse(text, { maxTokens: MAX_TOKENS });
      return refuseShape(document) <= MAX_SELECTIONS && costOf(schema, document, undefined, {}).objects <= MAX_OBJECTS;
    } catch {
      return false;
    }
  };
  let low = 0;
  let high = Math.min(most, MAX_ALIASES) + 1;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low === 0 ? undefined : { text: written(low), times: low, cost: costOf(schema, parse(written(low)), undefined, {}) };
}

/** Milliseconds of processor that a process, its children and theirs have used: the service and its database. */
function processor(pid) {
  const processes = readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const [parent, ...rest] = stat
        .slice(stat.lastIndexOf(')') + 4)
        .split(' ')
        .map(Number);
      // Time of its own, and of children that have ended.
      return [{ id: Number(name), parent, time: rest.slice(9, 13).reduce((sum, ticks) => sum + ticks, 0) * 10 }];
    } catch {
      return [];
    }
  });
  const ours = new Set([pid]);
  for (let generation = 0; generation < 2; generation++)
    for (const { id, parent } of processes) if (ours.has(parent)) ours.add(id);
  return processes.reduce((sum, { id, time }) => (ours.has(id) ? sum + time : sum), 0);
}

async function timed(url, pid, query) {
  const spent = processor(pid);
  const before = performance.now();
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const text = await response.text();
  const time = performance.now() - before;
  const [, code] = /^\{"errors".*?"code":"(\w+)"/.exec(text) ?? /"errors":\[.*?"code":"(\w+)"/.exec(text) ?? [];
  return { time, spent: processor(pid) - spent, bytes: text.length, code, text };
}

const KINDS = [
  'actor',
  'commitment',
  'partnership',
  'capacityActivity',
  'nationalMeasure',
  'assistanceNeed',
  'assistanceOffer',
  'assistanceMatch',
  'assistanceProject',
  'assessmentVisit',
  'recommendation',
  'coordinationMechanism',
  'warningNetwork',
  'threatTrend',
  'guidanceMaterial',
  'humanRightsReview',
  'programme',
  'community',
  'instrument',
  'ruleThreshold',
];
const plural = (kind) => {
  const found = Object.values(schema.getQueryType().getFields()).find(
    ({ type }) => getNamedType(type).name === `${kind[0].toUpperCase()}${kind.slice(1)}Connection`,
  );
  return found?.name;
};

/** (l) The dearest query that the limits allow, on the demonstration. */
export async function dearest() {
  await using made = new AsyncDisposableStack();
  let url = process.env.BENCH_URL;
  let pid = Number(process.env.BENCH_PID);
  if (!url) {
    const folder = made.use(dataFolder());
    const demo = made.use(
      await startProcess(
        'dist/cli.js',
        { CONCORD_DATA: `${folder.path}/data`, CONCORD_RATE_LIMIT: '0', CONCORD_LOG_LEVEL: 'warn' },
        { args: ['demo'], ready: /answers at (\S+)[^]*Ctrl-C/ },
      ),
    );
    ({ url, pid } = demo);
  }
  const ids = {};
  for (const kind of KINDS) {
    const field = plural(kind);
    if (!field) continue;
    const { text } = await timed(url, pid, `{ x: ${field}(first: 500) { nodes { id } } }`);
    ids[kind] = JSON.parse(text).data?.x.nodes.map(({ id }) => id) ?? [];
  }
  const writer = new Writer(ids);
  const tried = [];
  const attempt = async (part, name) => {
    const query = filled(part);
    if (!query) return undefined;
    const found = { ...(await timed(url, pid, query.text)), ...query, part, name };
    if (found.code && found.code !== 'TIMED_OUT') {
      if (process.env.BENCH_SHOW) console.log(name, found.code, found.text.slice(0, 300));
      return undefined;
    }
    delete found.text;
    tried.push({ ...found, query: query.text });
    return found;
  };
  const fields = Object.values(schema.getQueryType().getFields()).filter(({ name }) => !LEFT_OUT.includes(name));
  const best = new Map();
  const options = () => ({
    size: one(SIZES),
    inner: one([undefined, 1, 5, 50, 500]),
    depth: one([1, 1.5, 2, 2.5, 3, 4, 5]),
    chance: one([0.1, 0.3, 0.6, 1]),
    at: one(MOMENTS),
  });
  const note = (found) => {
    if (found && found.spent > (best.get(found.name)?.spent ?? 0)) best.set(found.name, found);
  };
  for (const field of fields)
    for (let n = 0; n < (isQuick ? 2 : 4); n++) {
      let part;
      for (let tries = 0; tries < 20 && !(part && filled(part, 1)); tries++) part = writer.root(field, options());
      if (part) note(await attempt(part, field.name));
    }
  const order = () => [...best.values()].sort((a, b) => b.spent - a.spent);
  for (const end = Date.now() + SEARCH * 1_000; Date.now() < end;) {
    const [{ name }] = [one(order().slice(0, Math.random() < 0.6 ? 5 : 30))];
    const part = writer.root(schema.getQueryType().getFields()[name], options());
    if (part) note(await attempt(part, name));
  }
  // Time on a machine that does other things too: the least of some tries counts.
  const slowest = [];
  for (const found of order().slice(0, 12)) {
    const times = [];
    for (let n = 0; n < 3; n++)
      times.push(await timed(url, pid, found.query ?? tried.find(({ part }) => part === found.part).query));
    const least = times.sort((a, b) => a.time - b.time)[0];
    slowest.push({ ...found, time: least.time, spent: least.spent, bytes: least.bytes });
  }
  slowest.sort((a, b) => b.spent - a.spent);
  if (process.env.BENCH_SHOW) for (const { name, part, times } of slowest) console.log(`\n${name} × ${times}\n${part}`);
  return {
    title: '(m) The dearest query',
    lines: [
      `Of ${number(tried.length)} queries made up by the schema, each as often in one operation as the limits allow, on the demonstration; without a key; the least of three tries. At most ${number(MOST)} ms are meant.`,
      '',
      '| field | times | objects, as reckoned | selections | answer, kB | ms | … of the service’s processor |',
      '|---|---|---|---|---|---|---|',
      ...slowest.map(
        (q) =>
          `| ${q.name} | ${q.times} | ${number(q.cost.objects)} | ${number(q.cost.selections)} | ${number(q.bytes / 1000)} | ${milliseconds(q.time)} | ${number(q.spent)} |`,
      ),
    ],
  };
}
