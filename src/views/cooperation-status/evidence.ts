import { columnName, recordTable } from '../../event-sourcing/projections/record-table.js';
import { type RecordModule } from '../../graphql/objects/record-module.js';
import { type EvidenceStanding } from '../../rules/cooperation-status.js';
import { type VisibleSql } from '../shared/visible-sql.js';
import { seenActors } from '../shared/seen-actors.js';
import { ACTIVITIES, FUNDED, LAPSED, MATCHES, NETWORKS, ordered, PARTNERSHIPS, PROJECTS } from './standings.js';

/** The conclusions of the source briefing, addressed to States. */
export const CONCLUSIONS = ['CO-01', 'CO-02', 'CO-03', 'CO-04', 'CO-05', 'CO-06', 'CO-07', 'CO-08', 'CO-09'] as const;
export type Conclusion = (typeof CONCLUSIONS)[number];

/** A kind of record that is evidence of what a State does about a conclusion: SQL on its version `r` (docs/status-rules.md). */
interface Source {
  readonly kind: string;
  /** Columns that name the State. */
  readonly of: readonly string[];
  /** `text[]`: conclusions that it is about; other codes among them are passed over. */
  readonly about: string;
  /** How it stands: `EvidenceStanding`. */
  readonly standing: string | ((visible: VisibleSql, on: string) => string);
  /** Dates of the last contact and of the last other step. */
  readonly contact?: string | ((visible: VisibleSql) => string);
  readonly step?: string;
  readonly where?: string | ((visible: VisibleSql) => string);
}

/** A list of codes where a condition holds, and none else. */
const where = (condition: string, ...codes: Conclusion[]) =>
  `case when ${condition} then '{${codes.join(',')}}'::text[] else '{}' end`;

const SOURCES: readonly Source[] = [
  {
    kind: 'commitment',
    of: ['actor'],
    about: 'r.cites',
    standing: `case when r.verdict = 'DISPUTED' then 'DISPUTED' when r.status in ('FULFILLED', 'WITHDRAWN', 'SUPERSEDED') then 'ENDED' else 'OPEN' end`,
    step: 'r.last_progress',
  },
  {
    kind: 'nationalMeasure',
    of: ['state'],
    // Of CO-03 a review is evidence, and no measure by itself (rule `aligned-by-review`).
    about: `array_remove(r.themes, 'CO-03') || ${where("r.measure_kind = 'DEFINITION'", 'CO-01')} || ${where("r.measure_kind = 'STRATEGY'", 'CO-02')} || ${where("r.measure_kind = 'LEGISLATION'", 'CO-07')}`,
    where: `r.status <> 'NOT_REPORTED'`,
    standing: `case when r.disputed then 'DISPUTED' when r.status = 'ABSENT' then 'ABSENT' when r.status in ('REPEALED', 'REPLACED') then 'ENDED' else 'OPEN' end`,
    step: 'r.last_step',
  },
  {
    kind: 'humanRightsReview',
    of: ['owner'],
    about: `'{CO-03}'::text[]`,
    where: (visible) =>
      `(r.measure is null or exists (select from rm.national_measure m where m.id = r.measure and ${visible.sees('nationalMeasure', 'm')}))`,
    standing: (
      visible,
    ) => `case when r.measure is not null and not exists (select from rm.national_measure m where m.id = r.measure
        and ${visible.sees('nationalMeasure', 'm')} and m.version = r.version) then 'ENDED'
      when r.conclusion = 'NOT_COMPLIANT' then 'DISPUTED' else 'OPEN' end`,
    step: ordered('r.concluded'),
  },
  {
    kind: 'coordinationMechanism',
    of: ['state'],
    about: `r.themes || '{CO-06}'::text[]`,
    standing: `case r.status when 'DISSOLVED' then 'ENDED' else 'OPEN' end`,
    contact: ordered('r.last_met'),
  },
  {
    kind: 'capacityActivity',
    of: ['organisers', 'participants'],
    about: `r.themes || ${where(`r.aims && '{AWARENESS}'`, 'CO-05')}`,
    ...ACTIVITIES,
  },
  {
    kind: 'partnership',
    of: ['members'],
    about: `${where(`r.sector in ('PUBLIC_PRIVATE', 'PRIVATE')`, 'CO-04')} || ${where(
      `r.level <> 'NATIONAL' and r.modalities && '{INFORMATION_SHARING,JOINT_RISK_ASSESSMENT,JOINT_LAW_ENFORCEMENT}'`,
      'CO-08',
    )}`,
    ...PARTNERSHIPS,
    contact: 'r.last_exchange',
  },
  { kind: 'warningNetwork', of: ['operator', 'nodes'], about: `r.themes || '{CO-04}'::text[]`, ...NETWORKS },
  {
    kind: 'programme',
    of: ['lead', 'partners'],
    about: 'r.themes',
    standing: `case r.status when 'CLOSED' then 'ENDED' else 'OPEN' end`,
    step: ordered('r.launched'),
  },
  { kind: 'assistanceProject', of: ['funders'], about: `'{CO-09}'::text[]`, ...PROJECTS },
  { kind: 'assistanceProject', of: ['reporter', 'partners'], about: 'r.themes', ...PROJECTS },
  {
    kind: 'assistanceOffer',
    of: ['provider'],
    about: `r.themes || '{CO-09}'::text[]`,
    standing: (visible, on) =>
      `case when r.status <> 'OPEN' or r.valid_until < ${visible.value(on, 'date')} then 'ENDED' else 'OPEN' end`,
  },
  { kind: 'assistanceMatch', of: ['provider'], about: `'{CO-09}'::text[]`, ...MATCHES, step: ordered('r.confirmed') },
  {
    kind: 'guidanceMaterial',
    of: ['adopters'],
    about: 'r.themes',
    standing: `case r.status when 'WITHDRAWN' then 'ENDED' else 'OPEN' end`,
  },
];

/** Types of the events on which evidence rests, by what of it decides. */
export const DECIDING: Readonly<
  Record<string, Readonly<Partial<Record<EvidenceStanding | 'CONTACT' | 'STEP', readonly string[]>>>>
> = {
  commitment: {
    OPEN: ['CommitmentDeclared'],
    ENDED: ['CommitmentFulfilled', 'CommitmentWithdrawn', 'CommitmentSuperseded'],
    DISPUTED: ['CommitmentFulfilmentDisputed'],
    STEP: ['CommitmentProgressReported'],
  },
  nationalMeasure: {
    OPEN: ['MeasureDevelopmentStarted', 'MeasureDrafted', 'MeasureAdopted', 'MeasureEnteredIntoForce', 'MeasureDeployed'],
    ABSENT: ['MeasureReportedAbsent'],
    ENDED: ['MeasureRepealed', 'MeasureReplaced'],
    DISPUTED: ['MeasureStatusDisputed'],
    STEP: ['MeasureAdopted', 'MeasureEnteredIntoForce', 'MeasureDeployed', 'MeasureAmended', 'MeasureReviewCompleted'],
  },
  humanRightsReview: {
    OPEN: ['ReviewRequested', 'ReviewConcluded'],
    ENDED: ['ReviewRequested', 'ReviewConcluded'],
    DISPUTED: ['ReviewConcluded'],
    STEP: ['ReviewConcluded'],
  },
  coordinationMechanism: { OPEN: ['MechanismEstablished'], ENDED: ['MechanismDissolved'], CONTACT: ['MechanismMet'] },
  capacityActivity: { OPEN: ['ActivityPlanned'], CONTACT: ['ActivityHeld'] },
  partnership: {
    OPEN: ['PartnershipActivated', 'MemberJoined', 'MembershipAgreed'],
    SUSPENDED: ['PartnershipSuspended'],
    ENDED: ['PartnershipEnded', ...LAPSED],
    CONTACT: ['InformationRequestAnswered'],
  },
  warningNetwork: {
    OPEN: ['NetworkEstablished', 'NodeEnrolled'],
    ENDED: ['NetworkRetired'],
    CONTACT: ['NetworkTestHeld', 'NetworkActivated'],
  },
  programme: { OPEN: ['ProgrammeAnnounced'], ENDED: ['ProgrammeClosed'], STEP: ['ProgrammeLaunched'] },
  assistanceProject: {
    OPEN: ['ProjectOpened'],
    SUSPENDED: ['ProjectSuspended'],
    ENDED: ['ProjectCompleted', 'ProjectCancelled'],
    CONTACT: FUNDED,
  },
  assistanceOffer: { OPEN: ['OfferMade'], ENDED: ['OfferMade', 'OfferExhausted', 'OfferExpired', 'OfferWithdrawn'] },
  assistanceMatch: { OPEN: ['MatchConfirmed'], ENDED: ['MatchBroken'], STEP: ['MatchConfirmed'] },
  guidanceMaterial: { OPEN: ['GuidanceAdoptedByActor'], ENDED: ['GuidanceWithdrawn'] },
};

/** SQL that gives a fragment for a reading. */
export const sqlOf = <Rest extends unknown[]>(
  sql: string | ((visible: VisibleSql, ...rest: Rest) => string) | undefined,
  visible: VisibleSql,
  ...rest: Rest
): string => (typeof sql === 'function' ? sql(visible, ...rest) : (sql ?? 'null'));

/** SQL: one of these columns of a record's version `r` names one of those whose `ids` (`uuid[]`) the common table expression `wanted` has. */
export function namesAny(names: readonly string[], columns: RecordModule['columns'], wanted: string): string {
  const any = names.map((name) =>
    columns[name]!.type === 'uuid'
      ? `r.${columnName(name)} = any((select ids from ${wanted})::uuid[])`
      : `r.${columnName(name)} && (select ids from ${wanted})`,
  );
  return `(${any.join(' or ')})`;
}

/**
 * SQL of common table expressions up to `evidence` (`owner`, `conclusion`, `kind`, `id`, `standing`, `contact`, `step`): what the viewer may see of what
 * some States (plain UUIDs) do about some conclusions, themselves or by agencies and local authorities that belong to them. They begin a `with recursive`.
 */
export function evidence(
  visible: VisibleSql,
  modules: ReadonlyMap<string, RecordModule>,
  {
    states,
    conclusions,
    on,
  }: { readonly states: readonly string[]; readonly conclusions: readonly string[]; readonly on: string },
): string {
  const parts = SOURCES.filter(({ kind }) => modules.has(kind)).map((source) => {
    const { columns } = modules.get(source.kind)!;
    const names = source.of.map((name) =>
      columns[name]!.type === 'uuid' ? `r.${columnName(name)} = w.id` : `r.${columnName(name)} @> array[w.id]`,
    );
    // Told apart by the index first: what the join is estimated at is far from what it gives.
    const some = namesAny(source.of, columns, 'named');
    const more = source.where ? ` and ${sqlOf(source.where, visible)}` : '';
    return `select w.actor as owner, c.code as conclusion, '${source.kind}' as kind, r.id, ${sqlOf(source.standing, visible, on)} as standing,
        (${sqlOf(source.contact, visible)})::date as contact, (${source.step ?? 'null'})::date as step
      from owners w join rm.${recordTable(source.kind)} r on (${names.join(' or ')}) cross join lateral unnest(${source.about}) c(code)
      where ${some} and ${visible.sees(source.kind, 'r')} and c.code = any(${visible.value(conclusions, 'text[]')})${more}`;
  });
  return `${seenActors(visible)},
    state as materialized (select w.id, w.actor from who w where w.actor = any(${visible.value(states, 'uuid[]')})),
    part as materialized (select s.id, state.actor from seen s cross join lateral unnest(s.parents) p(id) join state on state.id = p.id
      where s.actor_kind in ('NATIONAL_AGENCY', 'LOCAL_AUTHORITY')),
    owners as materialized (select id, actor from state union select w.id, part.actor from part join who w on w.actor = part.id),
    named as materialized (select coalesce(array_agg(id), '{}') as ids from owners),
    evidence as materialized (${parts.join(' union ')})`;
}
