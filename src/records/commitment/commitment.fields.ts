import { type EventOf } from '../../event-sourcing/record.js';
import {
  code,
  codes,
  command,
  count,
  creates,
  deadline,
  described,
  event,
  eventId,
  group,
  instant,
  internal,
  listOf,
  localized,
  nested,
  nullable,
  optional,
  reference,
  speaker,
  text,
  textOrReference,
  type ValueOf,
  working,
} from '../../fields/index.js';

const status = codes(
  'CommitmentStatus',
  'Where a commitment stands. Overdue is a question of the moment: see the commitment board.',
  ['DECLARED', 'IN_PROGRESS', 'PARTLY_FULFILLED', 'FULFILLED', 'WITHDRAWN', 'SUPERSEDED'],
);
const verdict = codes('FulfilmentVerdict', 'Whether a reported fulfilment is borne out by another party.', [
  'UNVERIFIED',
  'CONFIRMED',
  'DISPUTED',
]);
const evidenceStanding = codes('EvidenceStanding', 'What a party says of evidence that was proposed.', [
  'PROPOSED',
  'CONFIRMED',
  'DISMISSED',
]);
const citationKind = codes('CitationKind', 'What a commitment can cite.', [
  'CONCLUSION',
  'INSTRUMENT',
  'RECOMMENDATION',
  'ACTIVITY',
  'GUIDANCE',
  'NEED',
]);

/** Kinds of record that a commitment can cite by their ids, by kind of citation. */
const CITED_RECORDS: Readonly<Record<string, string>> = {
  ACTIVITY: 'capacityActivity',
  GUIDANCE: 'guidanceMaterial',
  NEED: 'assistanceNeed',
};

/** The kind of record that a citation names by its id, or undefined. */
export function citedKind({ kind }: { readonly kind: string }): string | undefined {
  return CITED_RECORDS[kind];
}

const citation = group('Citation', 'What an undertaking rests on or answers.', {
  kind: code(citationKind, 'What kind of thing is cited.'),
  reference: textOrReference(
    'The code (`CO-04`), the symbol (`S/RES/2396 (2017)`) or the id cited; of an activity, guidance or a need the id of the record.',
    citedKind,
    { max: 200 },
  ),
});
export type Citation = ValueOf<typeof citation.fields>;

const by = speaker('The actor that says so.');
const reason = text('Why.');
const declared = {
  actor: reference('actor', 'Who undertakes it.'),
  statement: localized('What is undertaken, in the words of who undertakes it.'),
  forum: optional(text('Where it was declared: a conference, a session, a document.', { max: 500 })),
  cites: listOf(
    nested(citation, 'What it answers or rests on. What comes of an activity or guidance cited here is proposed as evidence.'),
  ),
  recipient: optional(reference('actor', 'For whom it is undertaken, if for one actor.')),
  due: optional(deadline('By when it is due: a day, or a month or year of which the last day counts.')),
};
const report = localized('What was done.');
const progress = { report, percent: optional(count('How much of it is done, in percent.', { max: 100 })) };
const document = {
  document: text('Address of the document.'),
  hash: optional(text('SHA-256 of the document.', { max: 128 })),
  note: optional(localized('What it shows.')),
};
const fulfilled = { report: optional(localized('What was achieved.')) };
const partlyFulfilled = { report: localized('What was achieved.') };
const proposal = {
  cites: nested(citation, 'What of the citations it concerns.'),
  shownBy: eventId('event', 'Id of the event that shows it.'),
};
const evidence = eventId('evidence');

const proposedEvidence = group(
  'ProposedCommitmentEvidence',
  'What the commitment cites has come about: an activity was held, guidance promoted. Proposed by the service as evidence, until a party confirms or dismisses it.',
  {
    id: eventId('evidence', 'Id of the event that proposed it.'),
    ...proposal,
    at: instant('When it came about.'),
    standing: code(evidenceStanding, 'What a party says of it.'),
    by: nullable(reference('actor', 'Who confirmed or dismissed it.')),
    reason: nullable(text('Why it was dismissed.')),
  },
);
export type ProposedEvidence = ValueOf<typeof proposedEvidence.fields>;

export const commitmentFields = {
  ...declared,
  due: nullable(declared.due),
  earlierDues: working<readonly (string | null)[]>('Days that it was due before, oldest first.'),
  status: code(status, 'Where it stands.'),
  acknowledgedBy: listOf(reference('actor', 'Who took note of it.')),
  percent: nullable(count('How much of it is done, in percent, as last reported.')),
  progress: listOf(
    nested(
      group('CommitmentProgress', 'A report of progress.', { at: instant('When it was made.'), report }),
      'Reports of progress, oldest first.',
    ),
  ),
  evidence: listOf(
    nested(group('CommitmentEvidence', 'A document that shows what was done.', document), 'Documents that show what was done.'),
  ),
  proposedEvidence: listOf(nested(proposedEvidence, 'What it cites and has come about, oldest first.')),
  reportedBy: nullable(reference('actor', 'Who reported it fulfilled, wholly or in part.')),
  reportRecordedBy: internal(nullable(reference('actor', 'Who recorded that report, for itself or for another.'))),
  verdict: nullable(code(verdict, 'Whether the reported fulfilment is borne out.')),
  verdictBy: nullable(reference('actor', 'Who confirmed or disputed the fulfilment.')),
  endedAt: internal(nullable(instant('When it was fulfilled, withdrawn or superseded.'))),
  endedReason: nullable(text('Why it was withdrawn.')),
  supersededBy: nullable(reference('commitment', 'The commitment that took its place.')),
};
export type CommitmentState = ValueOf<typeof commitmentFields>;

export const commitmentEvents = {
  CommitmentDeclared: event(
    'An actor has undertaken something.',
    '{it} was declared[ at {forum}][ to {recipient}][, due {due}]',
    declared,
    // Version 2 can cite activities, guidance and needs; version 3 can be due in a month or a year.
    { version: 3 },
  ),
  CommitmentAcknowledged: event('Another party has taken note of the commitment.', '{by} took note of {it}', { by }),
  CommitmentDueDateRevised: event(
    'The day by which it is due has moved.',
    '{it} was moved [from {from} ]to {to}: {reason}',
    {
      from: nullable(deadline('By when it was due.')),
      to: deadline('The new day, month or year.'),
      reason,
      // Version 2 can be due in a month or a year.
    },
    { version: 2 },
  ),
  CommitmentProgressReported: event(
    'Something was done towards it.',
    'progress on {it} was reported[ ({percent} per cent)]: “{report}”',
    progress,
  ),
  CommitmentEvidenceAttached: event('A document shows what was done.', 'evidence for {it} was attached: {document}', document),
  CommitmentEvidenceProposed: event(
    'What the commitment cites has come about, which may show something of it; a party has yet to say so. The id of this event names the proposal.',
    '{cites.reference} was proposed as evidence for {it}',
    proposal,
  ),
  CommitmentEvidenceConfirmed: event(
    'A party holds that the evidence shows something of it.',
    '{by} confirmed evidence for {it}',
    { evidence, by },
  ),
  CommitmentEvidenceDismissed: event(
    'A party holds that the evidence shows nothing of it.',
    '{by} dismissed evidence for {it}: {reason}',
    { evidence, by, reason },
  ),
  CommitmentFulfilled: event('A party reports the commitment fulfilled.', '{by} reported {it} fulfilled[: “{report}”]', {
    by,
    ...fulfilled,
  }),
  CommitmentPartlyFulfilled: event('A party reports a part fulfilled.', '{by} reported {it} partly fulfilled: “{report}”', {
    by,
    ...partlyFulfilled,
  }),
  CommitmentFulfilmentDisputed: event(
    'Another party disputes the fulfilment.',
    '{by} disputed the fulfilment of {it}: {reason}',
    { by, reason },
  ),
  CommitmentFulfilmentConfirmed: event(
    'Another party confirms the fulfilment.',
    '{by} confirmed the fulfilment of {it}[: {note}]',
    { by, note: optional(text('On what ground.')) },
  ),
  CommitmentWithdrawn: event('The actor has taken it back.', '{it} was withdrawn: {reason}', { reason }),
  CommitmentSuperseded: event('Another commitment has taken its place.', '{it} was superseded by {by}', {
    by: reference('commitment', 'The commitment that takes its place.'),
  }),
};
export type CommitmentEvent = EventOf<typeof commitmentEvents>;

export const commitmentCommands = {
  declareCommitment: creates('An actor undertakes something.', declared),
  acknowledgeCommitment: command('Another party takes note of the commitment.', {}),
  reviseCommitmentDueDate: command('Moves the day by which the commitment is due.', {
    due: deadline('The new day, month or year.'),
    reason: described(reason, 'Why it moves.'),
  }),
  reportCommitmentProgress: command('Reports something done towards the commitment.', progress),
  attachCommitmentEvidence: command('Attaches a document that shows what was done.', document),
  confirmCommitmentEvidence: command(
    'Confirms evidence that was proposed because the commitment cites it. It fulfils nothing by itself.',
    { evidence },
  ),
  dismissCommitmentEvidence: command('Says that evidence that was proposed shows nothing of the commitment.', {
    evidence,
    reason,
  }),
  reportCommitmentFulfilled: command(
    'Reports the commitment fulfilled; another party may then confirm or dispute it.',
    fulfilled,
  ),
  reportCommitmentPartlyFulfilled: command('Reports a part of the commitment fulfilled.', partlyFulfilled),
  disputeCommitmentFulfilment: command('Disputes that the commitment is fulfilled.', { reason }),
  confirmCommitmentFulfilment: command(
    'Confirms, as another party than the one that reported it, that the commitment is fulfilled.',
    { note: optional(text('On what ground.')) },
  ),
  withdrawCommitment: command('Takes the commitment back.', { reason }),
  supersedeCommitment: command('Lets another commitment take the place of this one.', {
    by: reference('commitment', 'The commitment that takes its place.'),
  }),
};
