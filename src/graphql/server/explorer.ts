import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type FastifyInstance } from 'fastify';

const WEB = fileURLToPath(new URL('../../../web/explorer/', import.meta.url));
const { resolve } = createRequire(import.meta.url);
const inPackage = (name: string, path: string) => join(dirname(resolve(`${name}/package.json`)), path);

const HTML = 'text/html; charset=utf-8';
const SCRIPT = 'text/javascript; charset=utf-8';
const STYLE = 'text/css; charset=utf-8';

/** What is served, from our folder and from the packages; nothing comes from elsewhere. */
const FILES: readonly (readonly [path: string, file: string, type: string])[] = [
  ['/explorer', join(WEB, 'index.html'), HTML],
  ['/explorer/explorer.js', join(WEB, 'explorer.js'), SCRIPT],
  ['/explorer/explorer.css', join(WEB, 'explorer.css'), STYLE],
  ['/explorer/queries.json', join(WEB, 'queries.json'), 'application/json; charset=utf-8'],
  ['/explorer/graphiql.js', inPackage('graphiql', 'graphiql.min.js'), SCRIPT],
  ['/explorer/graphiql.css', inPackage('graphiql', 'graphiql.min.css'), STYLE],
  ['/explorer/react.js', inPackage('react', 'umd/react.production.min.js'), SCRIPT],
  ['/explorer/react-dom.js', inPackage('react-dom', 'umd/react-dom.production.min.js'), SCRIPT],
];

/** GraphiQL sets styles on elements and shows its fonts from data addresses; scripts come from here alone. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Serves the query explorer at `/explorer`. Files are read once. */
export function serveExplorer(fastify: FastifyInstance): void {
  for (const [path, file, type] of FILES) {
    let content: Buffer | undefined;
    fastify.get(path, (_request, reply) => {
      content ??= readFileSync(file);
      return reply
        .header('content-type', type)
        .header('cache-control', path === '/explorer' ? 'no-cache' : 'public, max-age=3600')
        .header('content-security-policy', POLICY)
        .send(content);
    });
  }
}
