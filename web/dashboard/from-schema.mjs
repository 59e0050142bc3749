import { readFileSync } from 'node:fs';
import {
  buildSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

const FILE = new URL('../../schema/schema.graphql', import.meta.url);
/** What the page of a record shows in places of its own. */
const ELSEWHERE = new Set(['id', 'timeline', 'handling', 'originator', 'sources', 'revision', 'voided', 'began', 'validFrom']);
/** What names a record, by the first that its kind has. */
const NAMES = ['name', 'title', 'statement', 'symbol', 'text'];

/** What of the schema the page needs: `concord:records` has the fields to ask for of each kind of record, `concord:commands` what forms are made from. */
export const fromSchema = {
  name: 'from-schema',
  setup(build) {
    build.onResolve({ filter: /^concord:/ }, ({ path }) => ({ path, namespace: 'concord' }));
    build.onLoad({ filter: /./, namespace: 'concord' }, ({ path }) => ({
      contents: path === 'concord:records' ? records() : commands(),
      loader: 'js',
    }));
  },
};

const schema = buildSchema(readFileSync(FILE, 'utf8'));

function records() {
  const record = schema.getType('Record');
  const kinds = schema.getPossibleTypes(record).map((type) => [type.name, type]);
  const names = kinds.flatMap(([kind, type]) => (nameOf(type) ? [`... on ${kind} { ${nameOf(type)} }`] : []));
  const details = Object.fromEntries(
    kinds.map(([kind, type]) => [
      kind,
      Object.values(type.getFields())
        .filter(({ name }) => !ELSEWHERE.has(name) && !name.endsWith('Translations'))
        .flatMap((field) => selectionOf(field, record, 2) ?? [])
        .join(' '),
    ]),
  );
  return `export const NAMES = ${JSON.stringify(names.join(' '))};\nexport const DETAILS = ${JSON.stringify(details)};`;
}

/** Each command with its input, and each type of an input with its fields or values. */
function commands() {
  const types = {};
  const add = (type) => {
    if (types[type.name] !== undefined) return;
    if (isEnumType(type)) types[type.name] = type.getValues().map(({ name }) => name);
    if (!isInputObjectType(type)) return;
    types[type.name] = {};
    for (const field of Object.values(type.getFields())) {
      const inner = isNonNullType(field.type) ? field.type.ofType : field.type;
      const named = getNamedType(field.type);
      types[type.name][field.name] = {
        type: named.name,
        isRequired: isNonNullType(field.type) && field.defaultValue === undefined,
        isList: isListType(inner),
        about: field.description ?? '',
      };
      add(named);
    }
  };
  const all = Object.values(schema.getMutationType().getFields()).flatMap(({ name, args, description, type }) => {
    const input = args.find((arg) => arg.name === 'input');
    const payload = getNamedType(type);
    if (!input || !payload.getFields?.().refusal) return [];
    // Forms are for what happens, not for what was wrong of it.
    if (getNamedType(input.type).getFields().correctionReason) return [];
    add(getNamedType(input.type));
    return [[name, { input: getNamedType(input.type).name, about: description ?? '' }]];
  });
  return `export const COMMANDS = ${JSON.stringify(Object.fromEntries(all))};\nexport const TYPES = ${JSON.stringify(types)};`;
}

/** How to ask for a field: records by their id and name, other objects by their fields. Connections and what needs arguments are left out. */
function selectionOf({ name, type, args }, record, depth) {
  if (args.some(({ type: needed, defaultValue }) => isNonNullType(needed) && defaultValue === undefined)) return undefined;
  const named = getNamedType(type);
  if (isLeafType(named)) return name;
  if (named.name.endsWith('Connection') || depth === 0) return undefined;
  if (!isObjectType(named)) return `${name} { id }`;
  if (named.getInterfaces().includes(record)) return `${name} { __typename id ${nameOf(named)} }`;
  const inner = Object.values(named.getFields())
    .filter((field) => !field.name.endsWith('Translations'))
    .flatMap((field) => selectionOf(field, record, depth - 1) ?? []);
  return inner.length > 0 ? `${name} { ${inner.join(' ')} }` : undefined;
}

/** What names a record, under a name of its kind: kinds differ in its type. */
function nameOf(type) {
  const name = NAMES.find((one) => type.getFields()[one]);
  return name ? `${type.name}_name: ${name}` : '';
}
