import { type FastifyInstance, type FastifyReply } from 'fastify';
import { type Ledger } from '../ledger/ledger.js';
import { HASH_BYTES, parseTilePath } from '../ledger/merkle.js';
import { type Witness } from '../ledger/witness.js';

const IMMUTABLE = 'public, max-age=31536000, immutable';

/**
 * The public ledger (C2SP tlog-tiles): `GET /ledger/checkpoint`, `/ledger/tile/<level>/<index>`, `/ledger/tile/entries/<index>`; and `/ledger/keys`, its
 * verifier keys. Nothing in it says anything of an event but that it was recorded.
 */
export function serveLedger(fastify: FastifyInstance, ledger: Ledger): void {
  const open = (reply: FastifyReply) =>
    reply.header('access-control-allow-origin', '*').header('x-content-type-options', 'nosniff');
  fastify.get('/ledger/checkpoint', async (_request, reply) => {
    const note = await ledger.checkpoint();
    if (note === undefined) return open(reply).code(404).type('text/plain; charset=utf-8').send('nothing is signed yet\n');
    return open(reply).header('cache-control', 'public, max-age=1').type('text/plain; charset=utf-8').send(note);
  });
  fastify.get('/ledger/keys', async (_request, reply) =>
    open(reply)
      .header('cache-control', 'public, max-age=60')
      .type('text/plain; charset=utf-8')
      .send((await ledger.verifierKeys()).map((key) => `${key}\n`).join('')),
  );
  fastify.get<{ Params: { '*': string } }>('/ledger/tile/*', async ({ params }, reply) => {
    const asked = parseTilePath(params['*']);
    const bytes = asked && (await tileOf(ledger, asked));
    if (!bytes) return open(reply).code(404).type('text/plain; charset=utf-8').send('the ledger has no such tile\n');
    return open(reply).header('cache-control', IMMUTABLE).type('application/octet-stream').send(bytes);
  });
}

/** Longest body that a witness reads, bytes: a proof of 63 hashes and a checkpoint with some signatures. */
const LONGEST_SUBMISSION = 65_536;

/** This installation as a witness of others (C2SP tlog-witness): `POST /witness/add-checkpoint`, `GET /witness/<origin hash>/checkpoint`. */
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
    scope.get<{ Params: { hash: string } }>('/witness/:hash/checkpoint', async ({ params }, reply) => {
      const note = await witness.checkpoint(params.hash);
      return reply
        .code(note === undefined ? 404 : 200)
        .type('text/plain; charset=utf-8')
        .send(note ?? 'this witness has cosigned nothing of that log\n');
    });
    done();
  });
}

async function tileOf(
  { tree }: Ledger,
  { level, index, width }: NonNullable<ReturnType<typeof parseTilePath>>,
): Promise<Buffer | undefined> {
  if (level === 'entries') return tree.entries(index, width);
  try {
    const hashes = await tree.tile(level, index);
    return hashes.length >= width * HASH_BYTES ? hashes.subarray(0, width * HASH_BYTES) : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
