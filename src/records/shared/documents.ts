import { type DecideContext, type Refusal, refuse } from '../../event-sourcing/record.js';
import { type ValueOf } from '../../fields/index.js';
import { type documentReference, type hashedDocument, type instrumentCitation } from './fields.js';

type DocumentReference = ValueOf<typeof documentReference.fields>;
type HashedDocument = ValueOf<typeof hashedDocument.fields>;
export type InstrumentCitation = ValueOf<typeof instrumentCitation.fields>;

/** The document, where its SHA-256 is given; `field` names it in the command. */
export function hashed(field: string, { hash, ...document }: DocumentReference): HashedDocument | Refusal {
  if (hash !== undefined) return { ...document, hash };
  return refuse('HASH_MISSING', 'say which document it is: its address may hold another one tomorrow', {
    field: `${field}.hash`,
    rule: 'what is published has the SHA-256 of its document',
  });
}

/** Refuses citations (`field`) of provisions that their instrument does not have. */
export function knownProvisions(
  field: string,
  citations: readonly InstrumentCitation[] = [],
  { reference }: DecideContext,
): Refusal | undefined {
  const unknown = citations.findIndex(({ instrument, provision }) => {
    const { provisions = [] } = (reference(instrument)?.state ?? {}) as { provisions?: readonly { reference: string }[] };
    return provision !== undefined && !provisions.some((one) => one.reference === provision);
  });
  if (unknown < 0) return undefined;
  return refuse('UNKNOWN_PROVISION', 'the instrument has no such provision on record', {
    field: `${field}.${unknown}.provision`,
    value: citations[unknown]!.provision,
    rule: 'a provision is cited as its instrument lists it',
  });
}
