/**
 * Checks what a Concord ledger proves. No dependency but node:crypto; written to be read by an auditor.
 *
 * The rules are those of RFC 6962 (tree, inclusion), RFC 8785 (canonical JSON) and C2SP (signed-note, tlog-checkpoint,
 * tlog-cosignature, tlog-proof). Every function throws an Error that says what is wrong, and returns what it has checked.
 */
import { createHash, createPublicKey, verify as verifySignature } from 'node:crypto';

/** Domain of an entry: no other use of SHA-256 in Concord begins with it. */
export const ENTRY_DOMAIN = 'concord-ledger-entry/v1\n';
const ED25519 = 0x01;
const COSIGNATURE = 0x04;

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

/** Hash of a leaf: SHA-256(0x00 || entry). */
export const leafHash = (entry) => sha256(Uint8Array.of(0), entry);
/** Hash of a node: SHA-256(0x01 || left || right). */
export const nodeHash = (left, right) => sha256(Uint8Array.of(1), left, right);

/** RFC 8785: JSON with sorted keys and one form of every number and text. @throws for what JSON cannot say */
export function canonicalJson(value) {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new Error('a text holds half of a surrogate pair, which has no UTF-8 form');
    return JSON.stringify(value);
  }
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${value} is no number of JSON`);
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value !== 'object') throw new Error(`a ${typeof value} has no JSON form`);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = [];
  // Array.sort compares UTF-16 code units, as the RFC asks.
  for (const key of Object.keys(value).sort())
    if (value[key] !== undefined) members.push(`${canonicalJson(key)}:${canonicalJson(value[key])}`);
  return `{${members.join(',')}}`;
}

const COMMITTED = ['stream', 'revision', 'id', 'type', 'schemaVersion', 'recordedAt', 'data', 'metadata'];

/** What an entry commits to of an event: all of it but its position, which differs between a log and its copy. */
export function committed(event) {
  return canonicalJson(Object.fromEntries(COMMITTED.map((key) => [key, event[key]])));
}

/** Entry of a leaf: SHA-256(domain || salt || canonical event). @param salt 32 bytes */
export function entryOf(event, salt) {
  if (salt.length !== 32) throw new Error(`a salt has 32 bytes, this one ${salt.length}`);
  return sha256(ENTRY_DOMAIN, salt, committed(event));
}

const half = (...numbers) => numbers.map((number) => Math.floor(number / 2));

/** Climbs from a node of the bottom row to the root, and calls `join` with each hash of the proof and whether it stands on the left. @throws for a wrong count */
export function climb(node, last, proof, join) {
  for (const hash of proof) {
    if (last === 0) throw new Error('the proof has more hashes than its tree needs');
    const isLeft = node % 2 === 1 || node === last;
    join(hash, isLeft);
    while (isLeft && node % 2 === 0 && node !== 0) [node, last] = half(node, last);
    [node, last] = half(node, last);
  }
  if (last !== 0) throw new Error('the proof has fewer hashes than its tree needs');
}

/** Root that an inclusion proof leads to (RFC 9162 2.1.3.2). @throws where its length does not fit */
export function rootOfInclusion(index, size, leaf, proof) {
  if (!(index >= 0 && index < size)) throw new Error(`index ${index} is not below the tree's size ${size}`);
  let hash = leaf;
  climb(index, size - 1, proof, (other, isLeft) => (hash = isLeft ? nodeHash(other, hash) : nodeHash(hash, other)));
  return hash;
}

/** Key id of a signed note: the first four bytes of SHA-256(name || 0x0A || type || public key). */
export const keyId = (name, type, publicKey) => sha256(name, '\n', Uint8Array.of(type), publicKey).subarray(0, 4);

/** A verifier key `<name>+<id>+<base64 of type and public key>`, Ed25519 (type 1) or its cosignatures (type 4). @throws */
export function parseVerifierKey(text) {
  const [, name, id, base64] = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/u.exec(text.trim()) ?? [];
  const bytes = Buffer.from(base64 ?? '', 'base64');
  const [type, publicKey] = [bytes[0], bytes.subarray(1)];
  if (!name || publicKey.length !== 32 || (type !== ED25519 && type !== COSIGNATURE))
    throw new Error(`"${text}" is no Ed25519 verifier key`);
  if (keyId(name, type, publicKey).toString('hex') !== id)
    throw new Error(`the id in the verifier key of ${name} does not fit it`);
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), publicKey]);
  return { name, type, id: Buffer.from(id, 'hex'), key: createPublicKey({ key: der, format: 'der', type: 'spki' }) };
}

/** Splits a signed note into its text and signatures. @throws where it is malformed */
export function parseNote(note) {
  if (/[\u0000-\u0009\u000b-\u001f]/.test(note)) throw new Error('the note holds a control character');
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n')) throw new Error('the note has no signatures');
  const lines = note.slice(end + 2, -1).split('\n');
  const signatures = lines.map((line) => {
    const [, name, base64] = /^— ([^+\s]+) ([A-Za-z0-9+/]+={0,2})$/u.exec(line) ?? [];
    const bytes = Buffer.from(base64 ?? '', 'base64');
    if (!name || bytes.length < 5 || bytes.toString('base64') !== base64) throw new Error(`"${line}" is no signature line`);
    return { name, id: bytes.subarray(0, 4), signature: bytes.subarray(4), line };
  });
  return { text: note.slice(0, end + 1), signatures };
}

/** The keys that signed a note, of those given. @throws where a signature of one of them is false */
export function signersOf(note, keys) {
  const { text, signatures } = parseNote(note);
  return keys.filter((key) => {
    const found = signatures.find(({ name, id }) => name === key.name && id.equals(key.id));
    if (!found) return false;
    if (!isSigned(text, found.signature, key)) throw new Error(`the signature of ${key.name} is false`);
    return true;
  });
}

function isSigned(text, signature, { type, key }) {
  if (type === ED25519) return signature.length === 64 && verifySignature(null, Buffer.from(text), key, signature);
  if (signature.length !== 72) return false;
  const message = `cosignature/v1\ntime ${signature.readBigUInt64BE(0)}\n${text}`;
  return verifySignature(null, Buffer.from(message), key, signature.subarray(8));
}

function parseBase64(text, what) {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) throw new Error(`"${text}" is no ${what} in base64`);
  return bytes;
}

/** A base64 SHA-256 hash. @throws */
export function parseHash(text) {
  const bytes = parseBase64(text, 'hash');
  if (bytes.length !== 32) throw new Error(`"${text}" is no SHA-256 hash`);
  return bytes;
}

function parseSize(text, what) {
  if (!/^(0|[1-9]\d{0,15})$/.test(text ?? '') || !Number.isSafeInteger(Number(text)))
    throw new Error(`"${text}" is no ${what}: digits without leading zeroes`);
  return Number(text);
}

/** Origin, size and root of a checkpoint; its signatures are not checked here. @throws where it is malformed */
export function parseCheckpoint(note) {
  const [origin, size, root, ...rest] = parseNote(note).text.split('\n');
  if (!origin || root === undefined) throw new Error('a checkpoint has an origin, a size and a root');
  if (rest.slice(0, -1).includes('')) throw new Error('an extension line of the checkpoint is empty');
  return { origin, size: parseSize(size, 'tree size'), root: parseHash(root) };
}

/** @throws where no known key of a log has signed a note. @param what it says */
function checkSigned(note, what, origin, { logs }) {
  const own = logs.filter(({ name }) => name === origin);
  if (own.length === 0) throw new Error(`the policy names no log ${origin}`);
  if (typeof note !== 'string' || signersOf(note, own).length === 0)
    throw new Error(`the log ${origin} has not signed ${what} with a known key`);
}

/**
 * Checks a checkpoint by a policy (`parsePolicy`). @throws where the log's signature or the quorum of witnesses is missing
 */
export function checkCheckpoint(note, policy) {
  const checkpoint = parseCheckpoint(note);
  checkSigned(note, 'this checkpoint', checkpoint.origin, policy);
  const { witnesses, isQuorum } = policy;
  const cosigned = signersOf(
    note,
    [...witnesses.values()].map(({ key }) => key),
  );
  const names = [...witnesses].filter(([, { key }]) => cosigned.includes(key)).map(([name]) => name);
  if (!isQuorum(names))
    throw new Error(`the witnesses that have cosigned (${names.join(', ') || 'none'}) are no quorum by the policy`);
  return checkpoint;
}

/** The parts of a `c2sp.org/tlog-proof@v1`. @throws where it is malformed */
export function parseProof(text) {
  const end = text.indexOf('\n\n');
  const [version, ...lines] = text.slice(0, Math.max(end, 0)).split('\n');
  if (version !== 'c2sp.org/tlog-proof@v1') throw new Error('this is no c2sp.org/tlog-proof@v1');
  const extra = lines[0]?.startsWith('extra ') ? parseBase64(lines.shift().slice(6), 'extra line') : undefined;
  const [, index] = /^index (\d+)$/.exec(lines.shift() ?? '') ?? [];
  return { extra, index: parseSize(index, 'index'), hashes: lines.map(parseHash), checkpoint: text.slice(end + 2) };
}

/** Checks that an event stands in a ledger. @throws where it does not. @returns its index and the checkpoint */
export function checkEvent(event, proof, policy) {
  const { extra: salt, index, hashes, checkpoint } = parseProof(proof);
  if (!salt) throw new Error('the proof has no salt (its extra line): the event’s personal data were erased');
  const { origin, size, root } = checkCheckpoint(checkpoint, policy);
  if (!rootOfInclusion(index, size, leafHash(entryOf(event, salt)), hashes).equals(root))
    throw new Error(
      `event ${event.id} is not what the ledger ${origin} holds at index ${index}: the event, the salt or the proof was changed`,
    );
  return { index, origin, size, root };
}

/** First line of the note in which a log signs what no proof can say: how many events a record has, and those whose salts were destroyed. */
export const HISTORY = 'concord-ledger-history/v1';

/** The text of that note for a bundle: the checkpoint, the stream, the number of its events, and a line with the hash of each event that was erased. */
export function historyText({ stream, events }) {
  const proofs = events.map(({ proof }) => parseProof(proof));
  const erased = events.flatMap(({ event }, n) =>
    proofs[n].extra ? [] : [`erased ${n} ${sha256(committed(event)).toString('base64')}`],
  );
  const { origin, size, root } = parseCheckpoint(proofs[0].checkpoint);
  return [HISTORY, origin, size, root.toString('base64'), stream, `events ${events.length}`, ...erased, ''].join('\n');
}

/** @throws where the log has not signed such a note, or another one */
function checkHistory(bundle, origin, policy) {
  const { history, stream } = bundle;
  checkSigned(history, `how many events ${stream} has`, origin, policy);
  const [signed, held] = [parseNote(history).text, historyText(bundle)].map((text) => text.split('\n'));
  const differs = held.findIndex((line, n) => line !== signed[n]);
  if (differs >= 0 || held.length !== signed.length)
    throw new Error(`of ${stream} the log has signed "${signed.at(differs)}", and the bundle has "${held.at(differs)}"`);
}

/** How many of a log's first entries are of events from before its ledger, as its first checkpoint says. @throws where the log has not signed that */
function inheritedIn(note, origin, policy) {
  checkSigned(note, 'the first checkpoint', origin, policy);
  const [, count] = /^.+\n.+\n.+\ninherited (\d+)\n$/.exec(parseNote(note).text) ?? [];
  if (count === undefined) throw new Error(`the bundle has another checkpoint of ${origin} in place of the first`);
  return Number(count);
}

/**
 * Checks a bundle: a record's whole history with its proofs, all of one checkpoint. Its revisions run from 0 without a gap, in the order of the ledger, up to
 * the number that the log has signed. The salt of an event whose personal data were erased is gone: it is as the log has signed it again. Events from before the
 * ledger got their leaves when it began; they are counted (`inherited`).
 * @throws with the event that fails
 */
export function checkBundle(bundle, policy) {
  const { stream, events } = bundle;
  if (!Array.isArray(events) || events.length === 0) throw new Error('the bundle holds no events');
  const indexes = [];
  let [erased, checkpoint] = [0, undefined];
  for (const [revision, { event, proof }] of events.entries()) {
    const keys = Object.keys(event ?? {});
    const wrong = [...COMMITTED.filter((key) => !keys.includes(key)), ...keys.filter((key) => !COMMITTED.includes(key))];
    if (wrong.length > 0) throw new Error(`the event in place ${revision} has not the fields of an event: ${wrong.join(', ')}`);
    const at = `event ${event.id} of ${stream}`;
    if (event.stream !== stream) throw new Error(`${at} is of ${event.stream}`);
    if (event.revision !== revision)
      throw new Error(`revision ${revision} of ${stream} is missing: ${event.revision} stands in its place`);
    const { extra, index, checkpoint: note } = parseProof(proof);
    if (note !== parseProof(events[0].proof).checkpoint) throw new Error(`${at} is proved by another checkpoint than the first`);
    if (extra) checkpoint = checkEvent(event, proof, policy);
    else [checkpoint, erased] = [checkCheckpoint(note, policy), erased + 1];
    if (index <= indexes.at(-1)) throw new Error(`${at} stands before its predecessor in the ledger`);
    indexes.push(index);
  }
  const { origin, size, root } = checkpoint;
  checkHistory(bundle, origin, policy);
  const before = inheritedIn(bundle.first, origin, policy);
  const inherited = indexes.filter((index) => index < before).length;
  return { origin, size, root, events: events.length, erased, inherited };
}
