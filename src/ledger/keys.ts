import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { keyId } from '../../verify/verify.js';

/** Signature types of C2SP signed-note. */
export const ED25519 = 0x01;
export const COSIGNATURE = 0x04;

/** An Ed25519 key under a name: a log's, whose name is its origin, or a witness's. */
export class SigningKey {
  readonly #private: KeyObject;
  readonly publicKey: Buffer;

  /** @param pem the private key, PKCS #8. @throws for a key that is not Ed25519 */
  constructor(
    readonly name: string,
    pem: string,
  ) {
    this.#private = createPrivateKey(pem);
    if (this.#private.asymmetricKeyType !== 'ed25519') throw new Error(`the key of ${name} is not an Ed25519 key`);
    this.publicKey = Buffer.from(createPublicKey(this.#private).export({ format: 'jwk' }).x!, 'base64url');
  }

  /** The same key under another name. */
  renamed(name: string): SigningKey {
    return new SigningKey(name, this.#private.export({ format: 'pem', type: 'pkcs8' }) as string);
  }

  /** A new private key, PKCS #8 PEM. */
  static generate(): string {
    return generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
  }

  /** The key as verifiers are given it: `<name>+<id>+<base64>`. */
  verifierKey(type: typeof ED25519 | typeof COSIGNATURE = ED25519): string {
    const id = keyId(this.name, type, this.publicKey).toString('hex');
    return `${this.name}+${id}+${Buffer.concat([Buffer.of(type), this.publicKey]).toString('base64')}`;
  }

  /** Signature line of a note's text, which ends in a newline. */
  sign(text: string): string {
    return this.#line(ED25519, sign(null, Buffer.from(text), this.#private));
  }

  /** Cosignature line of a checkpoint's text (C2SP tlog-cosignature). @param seconds POSIX time */
  cosign(text: string, seconds: number): string {
    const time = Buffer.alloc(8);
    time.writeBigUInt64BE(BigInt(seconds));
    const signature = sign(null, Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`), this.#private);
    return this.#line(COSIGNATURE, Buffer.concat([time, signature]));
  }

  #line(type: number, signature: Buffer): string {
    return `— ${this.name} ${Buffer.concat([keyId(this.name, type, this.publicKey), signature]).toString('base64')}\n`;
  }
}

/**
 * The text of a checkpoint, that is signed: origin, size and root, a line each.
 * @param inherited of the first checkpoint of an origin, which says so in a further line: how many of its first entries are of events from before the ledger
 */
export function checkpointText(origin: string, size: number, root: Buffer, inherited?: number): string {
  return `${origin}\n${size}\n${root.toString('base64')}\n${inherited === undefined ? '' : `inherited ${inherited}\n`}`;
}
