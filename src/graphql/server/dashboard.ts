import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';

/** What `npm run build` makes of `web/dashboard`. */
const BUILT = fileURLToPath(new URL('../../../web/dashboard/dist/', import.meta.url));

/** Custom elements for pages of other sites, which keep its address. */
const EMBED = 'embed.js';

/** First parts of the addresses of its pages; the page itself reads the rest. */
const PAGES = [
  'activities',
  'assistance',
  'commitments',
  'guidance',
  'networks',
  'partnerships',
  'recommendations',
  'record',
  'search',
  'states',
  'trends',
];

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Everything comes from here, nothing is inline, and no text becomes markup. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/** Serves the dashboard at `/` and its pages. Files are read and compressed once; the names of most hold a hash of what is in them, so they never change. */
export function serveDashboard(fastify: FastifyInstance): void {
  const files = new Map<string, { readonly plain: Buffer; readonly gzip: Buffer }>();
  const send = (request: FastifyRequest, reply: FastifyReply, name: string) => {
    let file = files.get(name);
    if (!file) {
      const plain = readFileSync(BUILT + name);
      files.set(name, (file = { plain, gzip: gzipSync(plain) }));
    }
    const isKept = name !== 'index.html' && name !== EMBED;
    const isCompressed = /\bgzip\b/.test(String(request.headers['accept-encoding']));
    return reply
      .headers({
        'content-type': TYPES[extname(name)],
        'cache-control': isKept ? 'public, max-age=31536000, immutable' : 'no-cache',
        'content-security-policy': POLICY,
        vary: 'accept-encoding',
        ...(isCompressed ? { 'content-encoding': 'gzip' } : {}),
      })
      .send(isCompressed ? file.gzip : file.plain);
  };
  const names = new Set(builtFiles());
  for (const path of ['/', ...PAGES.flatMap((page) => [`/${page}`, `/${page}/:id`])])
    fastify.get(path, (request, reply) =>
      names.has('index.html')
        ? send(request, reply, 'index.html')
        : reply.code(503).send('The dashboard is not built: npm run build makes it.'),
    );
  fastify.get<{ Params: { name: string } }>('/dashboard/:name', (request, reply) =>
    names.has(request.params.name) ? send(request, reply, request.params.name) : reply.callNotFound(),
  );
}

function builtFiles(): string[] {
  try {
    return readdirSync(BUILT);
  } catch {
    return [];
  }
}
