import { createPrivateKey } from 'node:crypto';

const PEM = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----/g;

/** The private keys in a text, PKCS #8 PEM, in their order. */
export function privateKeysIn(text: string): readonly string[] {
  return text.match(PEM) ?? [];
}

export function isEd25519(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'ed25519';
  } catch {
    return false;
  }
}
