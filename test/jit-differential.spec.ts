import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { execute, type ExecutionResult, getIntrospectionQuery, GraphQLError, parse, validate } from 'graphql';
import { compileOperation } from '../src/graphql/server/compile.js';
import { type Operation, OperationWriter } from './support/operations.js';
import { toySchema } from './support/toy-schema.js';
import { size } from './support/size.js';

/**
 * What callers see: data in its order, and errors in any order, for fields run side by side. Where a null spread upwards, that there is an error below:
 * which of several fields were still run is left open by the specification of GraphQL. Values that resolvers should not give have messages of each
 * executor's own, which callers are not shown.
 */
function seen({ data, errors }: ExecutionResult) {
  const texts = errors?.map(({ message: text, path = [], locations, extensions, originalError }) => {
    const known = path.findIndex((_, at) => path.slice(0, at).reduce<unknown>(step, data) == null);
    if (known >= 0) return `null spread to ${JSON.stringify(path.slice(0, known))}`;
    const thrown = originalError instanceof GraphQLError ? originalError.extensions.code : originalError;
    const message = thrown || /^(Argument|Variable) /.test(text) ? text : 'not a value of this type';
    return JSON.stringify({ message, path, locations, extensions: { ...extensions, code: extensions.code ?? 'INTERNAL' } });
  });
  return { data: JSON.stringify(data), errors: texts && [...new Set(texts)].sort() };
}

const step = (value: unknown, key: string | number) => (value as Record<string, unknown> | null | undefined)?.[key];

const [ours, theirs] = [{ value: 0 }, { value: 0 }];
const schema = toySchema(ours);
const otherSchema = toySchema(theirs);

async function both({ query, variables }: Operation) {
  ours.value = theirs.value = 0;
  const document = parse(query);
  const compiled = seen(await compileOperation(schema, document)({}, variables));
  const interpreted = seen(await execute({ schema: otherSchema, document, variableValues: variables }));
  return [
    { ...compiled, sum: ours.value },
    { ...interpreted, sum: theirs.value },
  ] as const;
}

describe('Compiled execution', () => {
  let failed = 0;

  it.each(['query', 'mutation'] as const)('answers a %s as graphql-js does, whatever is asked', async (kind) => {
    let valid = 0;
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (draw) => {
        const operation = new OperationWriter(schema, draw).operation(kind);
        if (validate(schema, parse(operation.query)).length > 0) return;
        valid++;
        const [compiled, interpreted] = await both(operation);
        if (compiled.errors) failed++;
        expect({ ...operation, ...compiled }).toEqual({ ...operation, ...interpreted });
      }),
      { numRuns: size('CONCORD_TEST_OPERATIONS', { short: 1_000, long: 3_000 }) },
    );
    expect(valid).toBeGreaterThan(300);
    expect(failed).toBeGreaterThan(30);
  });

  it('describes the schema as graphql-js does', async () => {
    const [compiled, interpreted] = await both({ query: getIntrospectionQuery({ oneOf: true }), variables: {} });
    expect(compiled).toEqual(interpreted);
    expect(compiled.data).toContain('"isOneOf":true');
  });

  it('runs the operation that is named, of several in a document', async () => {
    const document = parse('query A($n: ID! = "riga") { city(id: $n) { id } } query B { country { id } }');
    expect(await compileOperation(schema, document, 'A')({}, {})).toEqual({ data: { city: { id: 'riga' } } });
    expect(await compileOperation(schema, document, 'B')({}, {})).toEqual({ data: { country: { id: 'c' } } });
  });
});
