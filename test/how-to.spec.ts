import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { exercise } from '../src/demonstration/exercise/exercise.js';
import { briefing, recordAll } from '../src/demonstration/record.js';
import { testService, type TestService } from './support/service.js';

const FOLDER = new URL('../docs/how-to/', import.meta.url);
/** Stands in an answer for what is different each time. */
const ANYTHING = '…';

interface Step {
  readonly title: string;
  readonly query: string;
  readonly variables: object;
  readonly answer: unknown;
}

function stepsOf(page: string): Step[] {
  return readFileSync(new URL(page, FOLDER), 'utf8')
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const block = (fence: string) => new RegExp(`^\`\`\`${fence}\n([^]*?)^\`\`\``, 'm').exec(section)?.[1];
      return {
        title: section.split('\n')[0]!,
        query: block('graphql')!,
        variables: JSON.parse(block('json variables') ?? '{}') as object,
        answer: expected(JSON.parse(block('json answer')!)),
      };
    });
}

function expected(value: unknown): unknown {
  if (value === ANYTHING) return expect.anything();
  if (Array.isArray(value)) return value.map(expected);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, expected(inner)]));
}

describe('the pages of docs/how-to', () => {
  let concord: TestService;
  beforeAll(async () => {
    concord = await testService();
    const { handler } = concord.service;
    await recordAll(handler, briefing());
    await recordAll(handler, exercise(1));
    await concord.settled();
  });
  afterAll(() => concord.close());

  for (const page of readdirSync(FOLDER))
    it.each(stepsOf(page).map((step) => [step.title, step] as const))(
      `${page}: %s`,
      async (_title, { query, variables, answer }) => {
        const { data, errors } = await concord.ask(query, variables, page === 'officer.md' ? undefined : null);
        expect(errors).toBeUndefined();
        expect(data).toEqual(answer);
      },
    );
});
