import { describe, expect, it } from '@jest/globals';
import { createLog } from './log.js';

describe('The log', () => {
  const write = (terminal: boolean) => {
    const lines: string[] = [];
    return { lines, log: createLog('info', (line) => lines.push(line), terminal) };
  };

  it('is a line of JSON an entry for machines, errors and big numbers included', () => {
    const { lines, log } = write(false);
    log.error('it broke', { error: Object.assign(new Error('no\nspace'), { code: 'ENOSPC' }), position: 12345678901234567890n });
    expect(lines).toHaveLength(1);
    expect(lines[0]!.trimEnd()).not.toContain('\n');
    expect(JSON.parse(lines[0]!)).toMatchObject({
      level: 'error',
      message: 'it broke',
      error: { message: 'no\nspace', code: 'ENOSPC' },
      position: '12345678901234567890',
    });
  });

  it('writes the message even if its fields cannot be written', () => {
    const { lines, log } = write(false);
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    log.warn('round', { cycle });
    expect(JSON.parse(lines[0]!)).toMatchObject({ level: 'warn', message: 'round' });
  });

  it('is text for people, and leaves out what is below its level', () => {
    const { lines, log } = write(true);
    log.debug('unseen');
    log.info('up', { port: 4000, folder: '/data' });
    log.warn('slow', { note: 'two words' });
    expect(lines).toEqual(['up port=4000 folder=/data\n', "warn: slow note='two words'\n"]);
  });
});
