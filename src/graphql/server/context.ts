import { ANONYMOUS, type Viewer } from '../../access/viewer.js';
import { askers } from '../asker.js';
import { acceptedLanguages } from '../language.js';
import { type RequestContext } from '../request-context.js';

/** Finds out who sends an Authorization header. @throws {AccessDenied} */
export type Authenticate = (authorization: string | undefined) => Promise<Viewer>;

export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** The context of a request, made once for all of its fields; the one place where callers become viewers. */
export async function contextOf(authenticate: Authenticate, headers: Headers): Promise<RequestContext> {
  const authorization = one(headers.authorization);
  const viewer = await authenticate(authorization);
  askers.getStore()?.identify(viewer === ANONYMOUS ? undefined : viewer.user);
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
