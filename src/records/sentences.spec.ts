import { describe, expect, it } from '@jest/globals';
import 'reflect-metadata';
import { shapesOf } from '../event-sourcing/catalogue.js';
import { parseSentences } from '../views/change-digest/sentence-renderer.js';
import { recordModules } from './index.js';

const kinds = recordModules.filter(({ definition }) => !definition.extract);

describe('what is recorded', () => {
  it('has a sentence of its own, every event of every kind', () => {
    const missing = kinds.flatMap((module) => {
      const told = parseSentences(module);
      return ['it', ...Object.keys(shapesOf(module.definition))]
        .filter((type) => !told.has(type))
        .map((type) => `${module.definition.kind}: ${type}`);
    });
    expect(missing).toEqual([]);
  });

  it('has clauses that go on from a date, without a full stop', () => {
    const templates = kinds.flatMap(({ sentences }) =>
      Object.values<string | undefined>(sentences?.events ?? {}).filter((one) => one !== undefined),
    );
    expect(templates.filter((template) => /^[A-Z]|[.;:,]\s*$/.test(template))).toEqual([]);
  });
});
