import { randomUUID } from 'node:crypto';
import { AccessDenied } from '../../access/access-denied.js';
import { AuditUnavailable, type ReadAudit, type ReadPath } from '../../access/read-audit.js';
import { noting, Reads } from '../../access/reads.js';
import { refuseOtherOrigins } from '../../access/public-tokens.js';
import { ANONYMOUS, type Viewer } from '../../access/viewer.js';
import { authentications } from '../../platform/metrics.js';
import { correlationOfHeader } from '../../platform/tracing.js';
import { requestScopes } from '../request-scope.js';
import { acceptedLanguages } from '../language.js';
import { type RequestContext } from '../request-context.js';

/**
 * Finds out who sends an Authorization header.
 * @param address whence
 * @throws {AccessDenied}
 */
export type Authenticate = (authorization: string | undefined, address?: string) => Promise<Viewer>;

/** What is looked at of a request to know who sends it. */
export interface Asking {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The address that it comes from. */
  readonly ip?: string;
}

/** Where reads are written down. */
export type Audit = Pick<ReadAudit, 'write'>;

const NO_AUDIT: Audit = { write: () => Promise.reject(new AuditUnavailable('this server writes no reads down')) };

/** The context of a request, made once for all of its fields; the one place where callers become viewers. */
export async function contextOf(
  authenticate: Authenticate,
  { headers, ip }: Asking,
  audit: Audit = NO_AUDIT,
  only?: ReadPath,
): Promise<RequestContext> {
  const authorization = one(headers.authorization);
  const requestScope = requestScopes.getStore();
  const reads = new Reads(audit, requestScope?.requestId ?? randomUUID(), only);
  const viewer = await counted(authenticate(authorization, requestScope?.address ?? ip), authorization);
  requestScope?.identify(viewer === ANONYMOUS ? undefined : viewer.user);
  refuseOtherOrigins(viewer, one(headers.origin));
  return {
    viewer: noting(viewer, reads),
    viewerNow: async () => noting(await authenticate(authorization), reads),
    reads,
    correlationId: correlationOfHeader(one(headers.traceparent)),
    languages: acceptedLanguages(one(headers['accept-language'])),
    loaders: new Map(),
  };
}

async function counted(caller: Promise<Viewer>, authorization: string | undefined): Promise<Viewer> {
  try {
    const viewer = await caller;
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
