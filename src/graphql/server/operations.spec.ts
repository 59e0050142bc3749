import { expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { Operation, Operations } from './operations.js';
import { Pacing } from './pacing.js';

it('An operation is interpreted once and compiled from the second time on, and answers alike', async () => {
  const schema = buildSchema('type Query { a: Int b: Int }');
  schema.getQueryType()!.getFields().a!.resolve = () => 1;
  const operations = new Operations(schema, true, new Pacing());
  const read = await operations.read('query One { a } query Two { b }', 'officer');
  if (!(read instanceof Operation)) throw new Error('it is valid');
  const answers = [];
  const compilesNext = [];
  for (let time = 0; time < 3; time++) {
    compilesNext.push(read.compilesNext('One'));
    const run = await operations.runOf(read, 'One', 'officer');
    answers.push(JSON.stringify(await run({}, {})));
  }
  expect(compilesNext).toEqual([false, true, false]);
  expect(answers).toEqual(Array.from({ length: 3 }, () => '{"data":{"a":1}}'));
  expect(read.compilesNext('Two')).toBe(false);
});
