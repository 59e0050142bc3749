import { sha256Of } from '../event-sourcing/identity.js';
import { AccessDenied } from './access-denied.js';
import { type Viewer } from './viewer.js';

/** @throws {AccessDenied} FORBIDDEN where a public token is asked to run something else than its documents (undefined: what is no document at all) */
export function refuseOtherDocuments({ credential }: Viewer, text: string | undefined): void {
  if (!credential?.documents) return;
  if (text !== undefined && credential.documents.has(sha256Of(text))) return;
  throw new AccessDenied('FORBIDDEN', 'this public token runs the documents alone that it was made for');
}

/** @throws {AccessDenied} FORBIDDEN where a public token is sent by the page of an origin that it was not made for */
export function refuseOtherOrigins({ credential }: Viewer, origin: string | undefined): void {
  if (!credential?.origins) return;
  if (origin !== undefined && credential.origins.includes(origin)) return;
  throw new AccessDenied('FORBIDDEN', `this public token is for pages of ${credential.origins.join(', ')}`);
}
