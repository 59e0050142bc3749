import 'reflect-metadata';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { shapesOf } from '../src/event-sourcing/catalogue.js';
import { isCommonEvent } from '../src/event-sourcing/common-events.js';
import { type RecordedEvent } from '../src/event-sourcing/envelope.js';
import { createCatalogue } from '../src/service.js';

const GOLDEN = new URL('../schema/golden/', import.meta.url);
const catalogue = createCatalogue();

describe('every event version ever shipped', () => {
  const files = readdirSync(GOLDEN).sort();

  it.each(files)('%s is read in its present shape and folded', (file) => {
    const [type, version] = [file.split('.')[0]!, Number(/\.v(\d+)\.json$/.exec(file)![1])];
    const data = JSON.parse(readFileSync(new URL(file, GOLDEN), 'utf8')) as object;
    const kinds = catalogue.definitions.filter((definition) => type in shapesOf(definition));
    expect(kinds.length).toBeGreaterThan(0);
    for (const definition of kinds) {
      const stored = { stream: `${definition.kind}-018f2f6e-0000-7000-8000-000000000001`, type, schemaVersion: version, data };
      const lifted = catalogue.upcast(stored as unknown as RecordedEvent);
      const { schema, version: present } = catalogue.shape(definition.kind, type);
      expect(lifted.schemaVersion).toBe(present);
      expect(schema.parse(lifted.data)).toEqual(lifted.data);
      if (isCommonEvent(type)) continue;
      const happened = { id: 'x', occurredAt: '2021-01-27T00:00:00.000Z', precision: 'day', party: null };
      const evolve = definition.evolve as Record<string, (state: unknown, data: unknown, happened: unknown) => unknown>;
      expect(evolve[type]!(definition.initial, lifted.data, happened)).toEqual(expect.any(Object));
    }
  });

  it('has a golden file for each present one', () => {
    const present = catalogue.definitions.flatMap((definition) =>
      Object.entries(shapesOf(definition)).map(([type, { version }]) => `${type}.v${version}.json`),
    );
    expect(files).toEqual(expect.arrayContaining([...new Set(present)]));
  });
});
