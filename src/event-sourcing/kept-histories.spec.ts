import { describe, expect, it } from '@jest/globals';
import { type RecordedEvent } from './envelope.js';
import { KeptHistories } from './kept-histories.js';

describe('Histories that are kept', () => {
  const historyOf = (length: number) => {
    const events = Array.from({ length }, (_, revision) => ({ revision }) as RecordedEvent);
    return {
      events,
      get revision() {
        return this.events.length - 1;
      },
    };
  };

  it('count with the events that came to them since, and the oldest go', () => {
    const kept = new KeptHistories<ReturnType<typeof historyOf>>(10);
    const [old, growing] = [historyOf(4), historyOf(4)];
    kept.keep('old', old);
    kept.keep('growing', growing);
    expect([kept.at('old', 3), kept.at('growing', 3)]).toEqual([old, growing]);
    growing.events.push(...historyOf(4).events);
    kept.keep('growing', growing);
    expect([kept.at('old', 3), kept.at('growing', 7)]).toEqual([undefined, growing]);
  });

  it('are given for the revision alone that they end with, and forgotten before another', () => {
    const kept = new KeptHistories<ReturnType<typeof historyOf>>();
    const history = historyOf(3);
    kept.keep('one', history);
    expect([kept.at('one', 1), kept.at('one', 2), kept.at('one', 3)]).toEqual([undefined, history, undefined]);
    kept.forgetBefore('one', 2);
    expect(kept.at('one', 2)).toBe(history);
    kept.forgetBefore('one', 3);
    expect(kept.at('one', 2)).toBeUndefined();
  });
});
