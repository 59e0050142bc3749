import { AccessDenied } from '../../access/access-denied.js';
import { type Viewer } from '../../access/viewer.js';
import { authentications } from '../../platform/metrics.js';
import { correlationOfHeader } from '../../platform/tracing.js';
import { acceptedLanguages } from '../language.js';
import { type RequestContext } from '../request-context.js';

/** Finds out who sends an Authorization header. @throws {AccessDenied} */
export type Authenticate = (authorization: string | undefined) => Promise<Viewer>;

export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** The context of a request, made once for all of its fields; the one place where callers become viewers. */
export async function contextOf(authenticate: Authenticate, headers: Headers): Promise<RequestContext> {
  const authorization = one(headers.authorization);
  return {
    viewer: await counted(authenticate, authorization),
    viewerNow: () => authenticate(authorization),
    correlationId: correlationOfHeader(one(headers.traceparent)),
    languages: acceptedLanguages(one(headers['accept-language'])),
    loaders: new Map(),
  };
}

async function counted(authenticate: Authenticate, authorization: string | undefined): Promise<Viewer> {
  try {
    const viewer = await authenticate(authorization);
    authentications.inc({ outcome: authorization ? 'accepted' : 'anonymous' });
    return viewer;
  } catch (error) {
    authentications.inc({ outcome: error instanceof AccessDenied ? 'denied' : 'failed' });
    throw error;
  }
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
