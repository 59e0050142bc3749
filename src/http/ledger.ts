import { type FastifyInstance, type FastifyReply } from 'fastify';
import { parseCheckpoint } from '../../verify/verify.js';
import { notFound } from '../graphql/errors.js';
import { COSIGNATURE } from '../ledger/keys.js';
import { type Ledger } from '../ledger/ledger.js';
import { HASH_BYTES, parseTilePath, TILE_WIDTH } from '../ledger/merkle.js';
import { type Witness } from '../ledger/witness.js';
import { proofFor } from '../views/ledger/event-fields.js';
import { type ExportOptions, serveExport } from './export.js';

const IMMUTABLE = 'public, max-age=31536000, immutable';
const TEXT = 'text/plain; charset=utf-8';

/**
 * The public ledger (C2SP tlog-tiles): `checkpoint`, `first-checkpoint`, `tile/<level>/<index>` and `tile/entries/<index>` below `/ledger`; after its n-th restart below
 * `/ledger/<n>` too, where caches hold no tiles of before. And `/ledger/keys`, its verifier keys, and `/ledger/restarts`. Nothing in it says anything of an
 * event but that it was recorded.
 */
export function serveLedger(fastify: FastifyInstance, ledger: Ledger): void {
  const open = (reply: FastifyReply) =>
    reply.header('access-control-allow-origin', '*').header('x-content-type-options', 'nosniff');
  const missing = (reply: FastifyReply, what: string) => open(reply).code(404).type(TEXT).send(`${what}\n`);
  fastify.get('/ledger/keys', async (_request, reply) =>
    open(reply)
      .header('cache-control', 'public, max-age=60')
      .type(TEXT)
      .send((await ledger.verifierKeys()).map((key) => `${key}\n`).join('')),
  );
  fastify.get('/ledger/restarts', async (_request, reply) =>
    open(reply)
      .header('cache-control', 'public, max-age=60')
      .send(await ledger.restarts()),
  );
  for (const prefix of ['/ledger', '/ledger/:restart']) {
    /** Whether a path is of the present ledger, and not of one before its last restart. */
    const isPresent = async ({ restart }: { readonly restart?: string }) =>
      restart === undefined || (restart !== '0' && restart === String((await ledger.restarts()).length));
    fastify.get<{ Params: { restart?: string } }>(`${prefix}/checkpoint`, async ({ params }, reply) => {
      const note = (await isPresent(params)) ? await ledger.checkpoint() : undefined;
      if (note === undefined) return missing(reply, 'there is no checkpoint here');
      return open(reply).header('cache-control', 'public, max-age=1').type(TEXT).send(note);
    });
    fastify.get<{ Params: { restart?: string } }>(`${prefix}/first-checkpoint`, async ({ params }, reply) => {
      const note = (await isPresent(params)) ? await ledger.firstCheckpoint() : undefined;
      if (note === undefined) return missing(reply, 'there is no checkpoint here');
      return open(reply).header('cache-control', 'public, max-age=60').type(TEXT).send(note);
    });
    fastify.get<{ Params: { restart?: string; '*': string } }>(`${prefix}/tile/*`, async ({ params }, reply) => {
      const asked = parseTilePath(params['*']);
      const bytes = asked && (await isPresent(params)) ? await tileOf(ledger, asked) : undefined;
      if (!bytes) return missing(reply, 'the ledger has no such tile');
      return open(reply).header('cache-control', IMMUTABLE).type('application/octet-stream').send(bytes);
    });
  }
}

/** What a proof costs, in points. */
const PROOF = 10;

/**
 * `GET /ledger/proof/<event id>`: the proof that the ledger holds an event, as `c2sp.org/tlog-proof@v1` with the salt as its extra line. Only for those from
 * whom nothing of the event is hidden; of one that is hidden it says what it says of one that is not there.
 */
export function serveProofs(fastify: FastifyInstance, options: ExportOptions): void {
  serveExport(
    fastify,
    '/ledger/proof/:id',
    TEXT,
    options,
    async (context, _query, { id }) => {
      const proof = UUID.test(id!) && (await proofFor(options.services, context, id!));
      if (!proof) throw notFound('there is no event of this id that you may see whole and that a signed checkpoint holds');
      return proof;
    },
    { cost: PROOF },
  );
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Longest body that a witness reads, bytes: a proof of 63 hashes and a checkpoint with some signatures. */
const LONGEST_SUBMISSION = 65_536;

/** This installation as a witness of others (C2SP tlog-witness): `POST /witness/add-checkpoint`, `GET /witness/<origin hash>/checkpoint`; `/witness/key`, its verifier key. */
export function serveWitness(fastify: FastifyInstance, witness: Witness): void {
  void fastify.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: LONGEST_SUBMISSION }, (_request, body, parsed) =>
      parsed(null, body),
    );
    scope.post('/witness/add-checkpoint', async (request, reply) => {
      const { status, type, body } = await witness.addCheckpoint(typeof request.body === 'string' ? request.body : '');
      return reply.code(status).header('content-type', type).send(body);
    });
    scope.get('/witness/key', (_request, reply) => reply.type(TEXT).send(`${witness.key.verifierKey(COSIGNATURE)}\n`));
    scope.get<{ Params: { hash: string } }>('/witness/:hash/checkpoint', async ({ params }, reply) => {
      const note = await witness.checkpoint(params.hash);
      return reply
        .code(note === undefined ? 404 : 200)
        .type(TEXT)
        .send(note ?? 'this witness has cosigned nothing of that log\n');
    });
    done();
  });
}

/** A tile of the newest signed tree: what is not signed yet may still turn out another, and caches keep tiles for good. */
async function tileOf(
  ledger: Ledger,
  { level, index, width }: NonNullable<ReturnType<typeof parseTilePath>>,
): Promise<Buffer | undefined> {
  const { tree } = ledger;
  const note = await ledger.checkpoint();
  const signed = note === undefined ? 0 : parseCheckpoint(note).size;
  if (index * TILE_WIDTH + width > Math.floor(signed / TILE_WIDTH ** (level === 'entries' ? 0 : level))) return undefined;
  if (level === 'entries') return tree.entries(index, width);
  try {
    const hashes = await tree.tile(level, index);
    return hashes.length >= width * HASH_BYTES ? hashes.subarray(0, width * HASH_BYTES) : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
