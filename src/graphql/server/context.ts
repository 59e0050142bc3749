import { refuseOtherOrigins } from '../../access/public-tokens.js';
import { ANONYMOUS, type Viewer } from '../../access/viewer.js';
import { askers } from '../asker.js';
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

/** The context of a request, made once for all of its fields; the one place where callers become viewers. */
export async function contextOf(authenticate: Authenticate, { headers, ip }: Asking): Promise<RequestContext> {
  const authorization = one(headers.authorization);
  const viewer = await authenticate(authorization, askers.getStore()?.address ?? ip);
  askers.getStore()?.identify(viewer === ANONYMOUS ? undefined : viewer.user);
  refuseOtherOrigins(viewer, one(headers.origin));
  return {
    viewer,
    viewerNow: () => authenticate(authorization),
    languages: acceptedLanguages(one(headers['accept-language'])),
    loaders: new Map(),
  };
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
