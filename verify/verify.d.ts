import { type KeyObject } from 'node:crypto';

/** What an entry commits to of an event. */
export interface CommittedEvent {
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly recordedAt: string;
  readonly data: unknown;
  readonly metadata: unknown;
}
export interface VerifierKey {
  readonly name: string;
  readonly type: number;
  readonly id: Buffer;
  readonly key: KeyObject;
}
export interface NoteSignature {
  readonly name: string;
  readonly id: Buffer;
  readonly signature: Buffer;
  readonly line: string;
}
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
}
/** As `parsePolicy` reads it. */
export interface Policy {
  readonly logs: readonly (VerifierKey & { readonly url?: string })[];
  readonly witnesses: ReadonlyMap<string, { readonly key: VerifierKey; readonly url?: string }>;
  readonly isQuorum: (names: readonly string[]) => boolean;
}
export interface Bundle {
  readonly stream: string;
  readonly events: readonly { readonly event: CommittedEvent; readonly proof: string }[];
  /** The first checkpoint of the ledger's origin. */
  readonly first: string;
  /** A signed note: see `historyText`. */
  readonly history: string;
}

export const ENTRY_DOMAIN: string;
export const HISTORY: string;
export function leafHash(entry: Uint8Array): Buffer;
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer;
export function canonicalJson(value: unknown): string;
export function committed(event: CommittedEvent): string;
export function entryOf(event: CommittedEvent, salt: Uint8Array): Buffer;
export function rootOfInclusion(index: number, size: number, leaf: Buffer, proof: readonly Buffer[]): Buffer;
export function climb(node: number, last: number, proof: readonly Buffer[], join: (hash: Buffer, isLeft: boolean) => void): void;
export function keyId(name: string, type: number, publicKey: Uint8Array): Buffer;
export function parseVerifierKey(text: string): VerifierKey;
export function parseNote(note: string): { readonly text: string; readonly signatures: readonly NoteSignature[] };
export function signersOf(note: string, keys: readonly VerifierKey[]): VerifierKey[];
export function parseHash(text: string): Buffer;
export function parseCheckpoint(note: string): Checkpoint;
export function checkCheckpoint(note: string, policy: Policy): Checkpoint;
export function parseProof(text: string): {
  readonly extra?: Buffer;
  readonly index: number;
  readonly hashes: readonly Buffer[];
  readonly checkpoint: string;
};
export function checkEvent(event: CommittedEvent, proof: string, policy: Policy): Checkpoint & { readonly index: number };
export function historyText(bundle: Pick<Bundle, 'stream' | 'events'>): string;
export function checkBundle(
  bundle: Bundle,
  policy: Policy,
): Checkpoint & { readonly events: number; readonly erased: number; readonly inherited: number };
