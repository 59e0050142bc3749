import { parseStream, streamOf } from '../event-sourcing/catalogue.js';
import { type RecordedEvent } from '../event-sourcing/envelope.js';
import { sightsOf } from '../event-sourcing/sight.js';
import { formatOccurred } from '../event-sourcing/occurred.js';
import { type Process, type ProcessCommand, type ReactionContext } from '../event-sourcing/processes/process.js';
import { type CommitmentState } from '../records/commitment/commitment.fields.js';
import { type ProposeCommitmentEvidence } from '../records/commitment/commitment.evidence.js';
import { citedKind, type Citation } from '../records/commitment/commitment.fields.js';

/** Events that show that what a commitment cites has come about, by kind of record. */
const SHOWING: Readonly<Record<string, readonly string[]>> = {
  capacityActivity: ['ActivityHeld'],
  guidanceMaterial: ['GuidancePromoted'],
};

/** What a commitment cites by its id and can come about. */
interface Cited {
  readonly cites: Citation;
  readonly stream: string;
}

/**
 * An activity held, or guidance promoted, is proposed as evidence to the commitments that cite it; nothing is fulfilled by it. What a commitment cites may
 * have come about, or be reported, before the commitment is: then it is proposed when the commitment is declared, or corrected; and what came about while one of
 * the two was voided, when that one is restored.
 */
export const commitmentEvidence: Process = {
  name: 'commitment-evidence',
  reads: {
    commitment: ['CommitmentDeclared', 'RecordCorrected', 'RecordRestored'],
    ...Object.fromEntries(Object.entries(SHOWING).map(([kind, types]) => [kind, [...types, 'RecordRestored']])),
  },

  concerns: ({ type, data }) => type !== 'CommitmentDeclared' || ((data as { cites?: Citation[] }).cites?.some(canShow) ?? true),

  async react(event, context) {
    const { kind, id } = parseStream(event.stream);
    if (kind === 'commitment') {
      const cited = await citedBy(id, context);
      const commands = await Promise.all(cited.map((one) => proposals(id, one, context)));
      return { commands: commands.flat(), links: cited.map(({ stream }) => ({ subject: stream, linked: event.stream })) };
    }
    const commands: ProcessCommand[] = [];
    for (const commitment of await context.linked(event.stream)) {
      const { id: citing } = parseStream(commitment);
      for (const { cites, stream } of await citedBy(citing, context))
        if (stream === event.stream)
          commands.push(
            ...(event.type === 'RecordRestored'
              ? await proposals(citing, { cites, stream }, context)
              : [proposal(citing, cites, event)]),
          );
    }
    return { commands };
  },
};

/** What a commitment cites as it stands; nothing of one that was voided. */
async function citedBy(commitment: string, { load }: ReactionContext): Promise<Cited[]> {
  const { state, meta } = await load('commitment', commitment);
  if (meta.voided) return [];
  return (state as CommitmentState).cites.filter(canShow).map((cites) => {
    const kind = citedKind(cites)!;
    return { cites, stream: streamOf(kind, cites.reference.slice(kind.length + 1)) };
  });
}

function canShow(cites: Citation): boolean {
  const kind = citedKind(cites);
  return kind !== undefined && kind in SHOWING;
}

/** Proposals for all that has come about already. */
async function proposals(
  commitment: string,
  { cites, stream }: Cited,
  { load, events }: ReactionContext,
): Promise<ProcessCommand[]> {
  const { kind, id } = parseStream(stream);
  if ((await load(kind, id)).meta.voided) return [];
  const all = await events(kind, id);
  const { of } = sightsOf(all);
  // What not all readers of the record may know is proposed to none.
  const shown = all.filter(({ type }, i) => of[i] === null && SHOWING[kind]!.includes(type));
  return shown.map((event) => proposal(commitment, cites, event));
}

function proposal(commitment: string, cites: Citation, event: RecordedEvent): ProcessCommand {
  const { kind, id } = parseStream(event.stream);
  const input: ProposeCommitmentEvidence = { cites, record: id, shownBy: event.id };
  return {
    kind: 'commitment',
    name: 'proposeCommitmentEvidence',
    id: commitment,
    input,
    references: [{ field: 'cites', kind, id }],
    occurredAt: formatOccurred(event.metadata),
    key: event.id,
  };
}
