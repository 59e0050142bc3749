import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { startProgress } from './progress.js';

describe('Progress', () => {
  const stderr = process.stderr;
  const wasTerminal = stderr.isTTY;
  let written = '';

  beforeEach(() => {
    written = '';
    jest.useFakeTimers({ now: 0 });
    jest.spyOn(stderr, 'write').mockImplementation((text) => {
      written += String(text);
      return true;
    });
  });
  afterEach(() => {
    stderr.isTTY = wasTerminal;
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  it('without a terminal is a line a second at most, and a summary', () => {
    stderr.isTTY = false;
    const progress = startProgress('Reading', 4_000, 'events');
    for (let done = 0; done <= 4_000; done++) {
      jest.setSystemTime(done);
      progress.update(done);
    }
    progress.finish('4,000 events read.');
    expect(written.trimEnd().split('\n')).toEqual([
      'Reading: 1,000 of 4,000 events (1,000/s)',
      'Reading: 2,000 of 4,000 events (1,000/s)',
      'Reading: 3,000 of 4,000 events (1,000/s)',
      'Reading: 4,000 of 4,000 events (1,000/s)',
      '4,000 events read.',
    ]);
  });

  it('on a terminal is a bar', () => {
    stderr.isTTY = true;
    const progress = startProgress('Reading', 10);
    progress.update(10);
    progress.finish('Read.');
    expect(written).toMatch(/Reading .*10\/10.*Read\.\n$/s);
  });
});
