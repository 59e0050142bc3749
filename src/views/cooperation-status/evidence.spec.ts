import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { recordModules } from '../../records/index.js';
import { EVIDENCE_STANDINGS } from '../../rules/cooperation-status.js';
import { DECIDING } from './evidence.js';

describe('evidence of cooperation', () => {
  it.each(Object.entries(DECIDING))('of the kind %s rests on events that there are', (kind, by) => {
    const events = Object.keys(recordModules.find(({ definition }) => definition.kind === kind)!.definition.events as object);
    for (const [standing, types] of Object.entries(by)) {
      expect([...Object.keys(EVIDENCE_STANDINGS), 'CONTACT', 'STEP']).toContain(standing);
      for (const type of types) expect(events).toContain(type);
    }
  });
});
