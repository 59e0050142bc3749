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

  describe.each([
    ['for machines', false],
    ['for people', true],
  ])('%s', (_, terminal) => {
    const key = `concord_${'k3y'.repeat(14)}`;
    const jwt = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl';
    it.each([
      ['a key in a message', `the key ${key} is unknown`, {}, 'k3y'],
      ['an Authorization header', `sent authorization: Bearer ${key}`, {}, 'k3y'],
      [
        'a header among fields',
        'request',
        { headers: { authorization: 'Basic czNjcjN0', cookie: 'sid=s3cr3t' } },
        'czNjcjN0|s3cr3t',
      ],
      ['a token of an issuer', `not valid: ${jwt}`, { access_token: jwt }, 'eyJ|c2lnbm'],
      ['a password in an address', 'no answer from postgres://concord:s3cr3t:@@db:5432/concord', {}, 's3cr3t'],
      ['an address as a field', 'connecting', { url: 'esdb://admin:s3cr3t@a:2113,b:2113?tls=true' }, 's3cr3t'],
      ['parameters of an address', 'GET /calendar?access_token=s3cr3t&first=3', {}, 's3cr3t'],
      [
        'fields with such names',
        'configured',
        { adminKey: 's3cr3t one', db: { password: "s3'cr3t" }, clientSecret: 's3cr3t' },
        's3|cr3t',
      ],
      ['an error that says one', 'failed', { error: new Error('password="s3cr3t": refused') }, 's3cr3t'],
      ['JSON within a text', `body was ${JSON.stringify({ password: 's3cr3t', a: 1 })}`, {}, 's3cr3t'],
    ])('shows nothing of %s', (_name, message, fields, secret) => {
      const { lines, log } = write(terminal);
      log.error(message, fields);
      expect(lines[0]).toContain('***');
      expect(lines[0]).not.toMatch(new RegExp(secret));
      if (!terminal) expect(JSON.parse(lines[0]!)).toMatchObject({ level: 'error' });
    });

    it('leaves alone what only sounds like it', () => {
      const { lines, log } = write(terminal);
      log.info('password authentication failed for user "concord"', {
        maxTokens: 10_000,
        tokens: 3,
        address: 'http://here:4000/x',
      });
      expect(lines[0]).not.toContain('***');
    });
  });

  it('is text for people, and leaves out what is below its level', () => {
    const { lines, log } = write(true);
    log.debug('unseen');
    log.info('up', { port: 4000, folder: '/data' });
    log.warn('slow', { note: 'two words' });
    expect(lines).toEqual(['up port=4000 folder=/data\n', "warn: slow note='two words'\n"]);
  });
});
