import { type CommandRequest } from '../event-sourcing/command-handler.js';
import { type Referenced } from '../event-sourcing/record.js';

/** What is read of an actor's record to know for whom it speaks. */
interface SpeakingActor {
  readonly affiliations?: readonly {
    readonly parent: string;
    readonly kind: string;
    readonly from: string | null;
    readonly ended: boolean;
    /** Whether the parent has agreed. */
    readonly agreed: boolean;
  }[];
  readonly mandates?: readonly Mandate[];
  readonly mergedInto?: string | null;
  readonly deactivated?: string | null;
}

/** Leave for another organisation to speak for an actor: in everything, or in what is named. Days are inclusive. */
export interface Mandate {
  readonly to: string;
  /** Kinds of record; every kind but actors where empty. */
  readonly kinds: readonly string[];
  /** Commands by name; every command where empty. */
  readonly commands: readonly string[];
  /** Public ids of records (`commitment_<uuid>`); every record where empty. */
  readonly records: readonly string[];
  readonly until: string;
}

/** Affiliations in which one organisation is a part of another and speaks for it; a member of an organisation does not. */
const SPEAKING_KINDS = ['PART_OF', 'ADMINISTERED_BY', 'REPORTS_TO'];

/**
 * For whom an organisation may speak by itself, itself first: those that it is a part of, with their consent.
 * Nobody, itself included, where it was voided, merged or deactivated.
 * @param now ISO 8601 UTC
 */
export function voicesOf(party: string, record: Referenced | undefined, now: string): readonly string[] {
  if (!record?.meta.exists) return [party];
  const { affiliations = [], mergedInto, deactivated } = record.state as SpeakingActor;
  if (record.meta.voided || mergedInto || deactivated) return [];
  const parents = affiliations.filter(
    ({ kind, from, ended, agreed }) => agreed && !ended && SPEAKING_KINDS.includes(kind) && (!from || from <= now.slice(0, 10)),
  );
  return [party, ...parents.map(({ parent }) => parent)];
}

/** Whether a mandate of the principal's lets the speaker send this command at `now`. */
export function hasMandate(
  principal: Referenced,
  speaker: string,
  { kind, name, id }: Pick<CommandRequest, 'kind' | 'name' | 'id'>,
  now: string,
): boolean {
  // What belongs to whom, and who may speak for whom, an actor says itself.
  if (principal.meta.voided || kind === 'actor') return false;
  const { mandates = [] } = principal.state as SpeakingActor;
  const among = (wanted: string, given: readonly string[]) => given.length === 0 || given.includes(wanted);
  return mandates.some(
    ({ to, kinds, commands, records, until }) =>
      to === speaker &&
      now.slice(0, 10) <= until &&
      among(kind, kinds) &&
      among(name, commands) &&
      among(`${kind}_${id}`, records),
  );
}
