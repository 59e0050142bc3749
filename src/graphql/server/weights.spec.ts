import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { buildSchema, isObjectType } from 'graphql';
import { WEIGHTS } from './weights.js';

it('Every weight is that of a field or type of the schema', () => {
  const schema = buildSchema(readFileSync(new URL('../../../schema/schema.graphql', import.meta.url), 'utf8'));
  const isThere = (name: string) => {
    const [of = '', field] = name.split('.');
    const type = schema.getType(of);
    return isObjectType(type) && (field === undefined || field in type.getFields());
  };
  expect(Object.keys(WEIGHTS).filter((name) => !isThere(name))).toEqual([]);
});
