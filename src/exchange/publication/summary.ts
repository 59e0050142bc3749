import { type Problem } from './publication.js';

/** What an import did, or would do. */
export interface ImportSummary {
  /** What the files hold: `activities`. */
  readonly noun: string;
  readonly files: readonly string[];
  readonly dryRun: boolean;
  /** Nothing was taken because not all was good (`--strict`). */
  refusedAll: boolean;
  /** Stopped on the way; the same command goes on from there. */
  interrupted: boolean;
  /** Items by what became of them. */
  readonly items: { opened: number; changed: number; unchanged: number; notTaken: number };
  /** Items that their file tells again, word for word. */
  repeated: number;
  /** Commands that recorded something, by the names of their mutations. */
  readonly recorded: Map<string, number>;
  readonly events: { recorded: number };
  readonly problems: Problem[];
  /** What items say that is not read, by name. */
  readonly notRead: Map<string, number>;
}

export function newSummary(noun: string, files: readonly string[], dryRun: boolean): ImportSummary {
  return {
    noun,
    files,
    dryRun,
    refusedAll: false,
    interrupted: false,
    items: { opened: 0, changed: 0, unchanged: 0, notTaken: 0 },
    repeated: 0,
    recorded: new Map(),
    events: { recorded: 0 },
    problems: [],
    notRead: new Map(),
  };
}

/** Counts one more under a name. */
export function increment(counts: Map<string, number>, name: string, more = 1): void {
  counts.set(name, (counts.get(name) ?? 0) + more);
}

const NAMES: Readonly<Record<string, readonly [one: string, many: string]>> = {
  registerActor: ['organisation registered', 'organisations registered'],
  nameActor: ['organisation named anew', 'organisations named anew'],
  openProject: ['project opened', 'projects opened'],
  describeProject: ['project described anew', 'projects described anew'],
  pledgeFunds: ['pledge', 'pledges'],
  commitFunds: ['commitment', 'commitments'],
  disburseFunds: ['disbursement', 'disbursements'],
  spendFunds: ['expenditure', 'expenditures'],
  recordInKindContribution: ['contribution in kind', 'contributions in kind'],
  returnFunds: ['return of funds', 'returns of funds'],
  reportResult: ['result', 'results'],
  withdrawResult: ['result withdrawn', 'results withdrawn'],
  assignPartnerRole: ['role assigned', 'roles assigned'],
  endPartnerRole: ['role ended', 'roles ended'],
  issueRecommendation: ['recommendation issued', 'recommendations issued'],
  recordRecommendationResponse: ['response', 'responses'],
  designateLeadAgency: ['lead agency designated', 'lead agencies designated'],
  planAction: ['action planned', 'actions planned'],
  correctRecord: ['correction', 'corrections'],
};
const MOST_PROBLEMS = 50;

/** The summary for people, line by line; problems as `file:line: identifier: reason`. */
export function printSummary(summary: ImportSummary): string {
  const { items, recorded, events, problems, notRead, dryRun } = summary;
  const would = dryRun ? 'would be ' : '';
  const number = (n: number) => n.toLocaleString('en');
  const kinds = [...recorded].map(([name, n]) => `${number(n)} ${NAMES[name]?.[n === 1 ? 0 : 1] ?? name}`);
  const lost = problems.filter((problem) => problem.of !== 'PART').length;
  const lines = [
    ...problems.slice(0, MOST_PROBLEMS).map(describe),
    ...(problems.length > MOST_PROBLEMS ? [`… and ${number(problems.length - MOST_PROBLEMS)} more`] : []),
    ...(summary.refusedAll
      ? ['Nothing was taken: with --strict all has to be good.']
      : [
          `${number(items.opened)} ${summary.noun} ${would}taken, ${number(items.changed)} changed, ` +
            `${number(items.unchanged)} as before, ${number(items.notTaken)} not taken` +
            `${summary.repeated > 0 ? `; ${number(summary.repeated)} told again word for word, and taken once` : ''}.`,
          events.recorded === 0
            ? `Nothing ${would}recorded.`
            : `${number(events.recorded)} events ${would}recorded: ${kinds.join(', ')}.`,
        ]),
    ...(problems.length > 0
      ? [
          `${number(lost)} ${lost === 1 ? 'thing' : 'things'} could not be taken, ${number(problems.length - lost)} left out of what was.`,
        ]
      : []),
    ...(notRead.size > 0 ? [`Not read: ${[...notRead].map(([name, n]) => `${name} ${number(n)}`).join(', ')}.`] : []),
    ...(summary.interrupted ? ['Interrupted. The same command goes on from here.'] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function describe({ file, line, identifier, reason, of }: Problem): string {
  const whole = { FILE: 'not read further', ITEM: 'not taken', PART: 'left out' }[of];
  return `${file}:${line}: ${identifier ? `${identifier}: ` : ''}${whole}: ${reason}`;
}
