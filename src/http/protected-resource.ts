import { type FastifyInstance } from 'fastify';
import { type TrustedIssuers } from '../access/oidc/trusted-issuers.js';

/** `GET /.well-known/oauth-protected-resource`: which issuers' access tokens are taken (RFC 9728), also where the resource's address has a path. */
export function serveProtectedResource(fastify: FastifyInstance, { settings, metadataAddress }: TrustedIssuers): void {
  const metadata = {
    resource: settings.resource,
    resource_name: 'Concord',
    authorization_servers: settings.issuers.map(({ issuer }) => issuer),
    bearer_methods_supported: ['header'],
  };
  for (const path of new Set(['/.well-known/oauth-protected-resource', new URL(metadataAddress).pathname]))
    fastify.get(path, (_request, reply) =>
      reply.header('access-control-allow-origin', '*').header('cache-control', 'public, max-age=3600').send(metadata),
    );
}
