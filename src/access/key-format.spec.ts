import { describe, expect, it } from '@jest/globals';
import { isMistyped, newKey } from './key-format.js';

describe('A key', () => {
  it('says what it is of, and ends with a checksum', () => {
    for (const kind of ['admin', 'api', 'public'] as const) {
      const key = newKey(kind);
      expect(key).toMatch(new RegExp(`^concord_${kind}_[0-9A-Za-z]{36}$`));
      expect(isMistyped(key)).toBe(false);
    }
  });

  it('has the checksum of CRC-32 in base 62, so that scanners can tell it', () => {
    expect(
      isMistyped('concord_api_000000000000000000000000000000' + checksum('concord_api_000000000000000000000000000000')),
    ).toBe(false);
  });

  it('is known for mistyped where any of its digits is another, or two are exchanged', () => {
    const key = newKey('api');
    for (let at = 'concord_api_'.length; at < key.length; at++) {
      const other = key[at] === 'x' ? 'y' : 'x';
      expect(isMistyped(key.slice(0, at) + other + key.slice(at + 1))).toBe(true);
      const exchanged = key.slice(0, at) + (key[at + 1] ?? '') + key[at] + key.slice(at + 2);
      expect(isMistyped(exchanged)).toBe(exchanged !== key);
    }
  });

  it.each(['concord_6mZKq0b3cSx5g9eT7hUjWvYpLrNa1D2F4G8HkMnQtXs', 'key-of-the-administrator', 'concord_api_short', ''])(
    'of another form has none: %s',
    (key) => expect(isMistyped(key)).toBe(false),
  );
});

/** Written out by the definition: bit by bit. */
function checksum(text: string): string {
  let crc = 0xffffffff;
  for (const byte of Buffer.from(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  const digits = [...Array.from({ length: 10 }, (_, i) => `${i}`), ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'];
  let rest = (crc ^ 0xffffffff) >>> 0;
  let written = '';
  while (written.length < 6) {
    written = digits[rest % 62]! + written;
    rest = Math.floor(rest / 62);
  }
  return written;
}
