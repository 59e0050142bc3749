import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Progress } from './progress.js';

describe('Progress', () => {
  let progress: Progress;
  beforeEach(() => {
    jest.useFakeTimers({ now: 0 });
    progress = new Progress(['actor', 'timeline']);
  });
  afterEach(() => void jest.useRealTimers());
  const both = (position: bigint) => ['actor', 'timeline'].forEach((name) => progress.reached(name, position));

  it('is the position that every read model has reached', () => {
    progress.reached('actor', 5n);
    expect(progress.position()).toBe(0n);
    progress.reached('timeline', 3n);
    expect(progress.position()).toBe(3n);
  });

  it('is behind since the log has held an event that some read model has not taken', () => {
    both(3n);
    expect(progress.behindFor()).toBe(0);
    progress.known(4n);
    jest.advanceTimersByTime(2_000);
    expect(progress.behindFor()).toBe(2_000);
    progress.reached('actor', 4n);
    expect(progress.behindFor()).toBe(2_000);
    progress.reached('timeline', 4n);
    expect(progress.behindFor()).toBe(0);
  });

  it('is not further behind for a log that grows while read models follow it closely', () => {
    for (let position = 1n; position < 1_000n; position++) {
      progress.known(position + 2n);
      both(position);
      jest.advanceTimersByTime(100);
      expect(progress.behindFor()).toBeLessThanOrEqual(400);
    }
  });

  it('is not told to have failed any more when it is beyond what stopped it', () => {
    const failure = { eventId: 'x', position: '4', error: 'broken' };
    both(3n);
    progress.failed('actor', failure);
    expect([...progress.failures().keys()]).toEqual(['actor']);
    expect(progress.served()).toBe(3n);
    progress.reached('timeline', 9n);
    expect(progress.served()).toBe(9n);
    progress.reached('actor', 4n);
    progress.failed('actor', failure);
    expect(progress.failures().size).toBe(0);
  });
});
