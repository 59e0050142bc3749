import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { THRESHOLDS } from '../records/rule-threshold/rule-threshold.fields.js';
import { statusRules } from './index.js';

const documented = readFileSync(new URL('../../docs/status-rules.md', import.meta.url), 'utf8');

describe('the rules of statuses', () => {
  it.each(statusRules.flat().map(({ name, thresholds }) => [name, thresholds] as const))(
    '%s is documented with its thresholds',
    (name, thresholds) => {
      expect(documented).toContain(`\`${name}\``);
      for (const threshold of thresholds) expect(documented).toContain(`\`${threshold}\``);
    },
  );

  it('count their versions from 1 on', () => {
    for (const versions of statusRules) {
      const [rule] = versions[0].name.split('/');
      expect(versions.map(({ name }) => name)).toEqual(versions.map((_, i) => `${rule}/${i + 1}`));
    }
  });

  it('use every threshold that can be set', () => {
    const used = new Set(statusRules.flat().flatMap(({ thresholds }) => thresholds));
    expect([...used].sort()).toEqual(Object.keys(THRESHOLDS).sort());
  });
});
