import { createHash, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** admin: the installation's own; api: a user's; public: for pages that everybody may look into. */
export type KeyKind = 'admin' | 'api' | 'public';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const RANDOM = 30;
const CHECKSUM = 6;
const FORM = new RegExp(`^(concord_(?:admin|api|public)_[0-9A-Za-z]{${RANDOM}})([0-9A-Za-z]{${CHECKSUM}})$`);

/** A new key: `concord_<kind>_`, 30 random digits of base 62 (178 bits), and a checksum by which scanners and we tell it from other text. */
export function newKey(kind: KeyKind): string {
  const random = Array.from({ length: RANDOM }, () => DIGITS[randomInt(DIGITS.length)]).join('');
  const body = `concord_${kind}_${random}`;
  return body + checksumOf(body);
}

/** Whether a text has the form of a key but not its checksum: a typo, known without the database. Keys of other forms are older, or were set by hand. */
export function isMistyped(text: string): boolean {
  const [, body, checksum] = FORM.exec(text) ?? [];
  return body !== undefined && checksumOf(body) !== checksum;
}

/** What is kept of a key. */
export function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

/** CRC-32 in base 62, six digits. */
function checksumOf(body: string): string {
  let rest = crc32(body);
  let digits = '';
  for (let place = 0; place < CHECKSUM; place++) {
    digits = DIGITS[rest % DIGITS.length]! + digits;
    rest = Math.floor(rest / DIGITS.length);
  }
  return digits;
}
