import { parseStream } from '../event-sourcing/catalogue.js';
import { type Handling } from '../event-sourcing/envelope.js';
import { type Process, type ProcessCommand, type ReactionContext } from '../event-sourcing/processes/process.js';
import { betweenThem, heldBack, isReleased, type ReleasedVisit, type VisitPart } from '../records/shared/visit-release.js';

/** The part of a visit that records of each kind are, which are born of it. */
const PARTS: Readonly<Record<string, VisitPart>> = { recommendation: 'RECOMMENDATIONS', assistanceNeed: 'NEEDS' };

/**
 * Takes labels back that a visit's release does not bear any more: of recommendations and needs born of it, where the State withdraws its consent or gives a
 * narrower one. It opens nothing: only the originator of a record widens its label.
 */
export const visitRelease: Process = {
  name: 'visit-release',
  reads: {
    assessmentVisit: ['ReleaseConsentGiven', 'ReleaseConsentWithdrawn'],
    // While a record is voided its label cannot follow the release.
    recommendation: ['RecommendationIssued', 'RecordRestored'],
    assistanceNeed: ['NeedIdentified', 'RecordRestored'],
  },
  concerns: ({ type, data }) => type.startsWith('ReleaseConsent') || type === 'RecordRestored' || visitOf(data) !== undefined,

  async react({ stream, data }, context) {
    const { kind, id } = parseStream(stream);
    const visit = kind === 'assessmentVisit' ? id : (visitOf(data) ?? visitOf((await context.load(kind, id)).state));
    if (visit === undefined) return { commands: [] };
    const born = kind === 'assessmentVisit' ? await context.linked(stream) : [stream];
    const commands = await Promise.all(born.map((record) => taken(record, visit, context)));
    return {
      commands: commands.flat(),
      links: kind === 'assessmentVisit' ? [] : [{ subject: `assessmentVisit-${visit}`, linked: stream }],
    };
  },
};

function visitOf(data: unknown): string | undefined {
  return (data as { readonly visit?: string }).visit;
}

/** The command that takes a record's label back, where its visit does not bear it. */
async function taken(stream: string, visit: string, { load }: ReactionContext): Promise<ProcessCommand[]> {
  const { kind, id } = parseStream(stream);
  const { handling, voided } = (await load(kind, id)).meta;
  const seen = (await load('assessmentVisit', visit)).state as ReleasedVisit;
  if (voided || !heldBack(seen, handling, isReleased(seen, PARTS[kind]!), 'to')) return [];
  const input = {
    to: narrowed(handling, betweenThem(seen)),
    reason: 'the State’s consent to release does not reach so far any more',
  };
  return [{ kind, name: 'changeHandling', id, input, occurredAt: null }];
}

/** A label that is not wider than either. */
function narrowed({ tlp, audience }: Handling, between: Handling): Handling {
  if (tlp === 'CLEAR' || tlp === 'GREEN') return between;
  return { tlp, audience: audience.filter((member) => between.audience.includes(member)) };
}
