import { type Found, isLoss, type Problem, reasonOf } from './publication.js';

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
  /** Items that were put together with others that tell of the same thing. */
  merged: number;
  /** Commands that recorded something, by the names of their mutations. */
  readonly recorded: Map<string, number>;
  readonly events: { recorded: number };
  readonly problems: (Problem & Pick<Found, 'part'>)[];
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
    merged: 0,
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
  nameActor: ['organisation named again', 'organisations named again'],
  openProject: ['project opened', 'projects opened'],
  describeProject: ['project described again', 'projects described again'],
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
  publishActorBudgets: ['organisation with its budgets', 'organisations with their budgets'],
  correctRecord: ['correction', 'corrections'],
};
/** Problems, rules and items that the summary for people lists. */
const MOST = { problems: 20, rules: 10, items: 5 };

/** Problems by a property, the most frequent first. */
function counted(problems: readonly Problem[], by: (problem: Problem) => string | undefined, most: number): string[] {
  const counts = new Map<string, number>();
  for (const problem of problems) {
    const name = by(problem);
    if (name !== undefined) increment(counts, name);
  }
  const sorted = [...counts].sort(([, a], [, b]) => b - a).slice(0, most);
  return sorted.map(([name, n]) => `  ${n.toLocaleString('en')} × ${name}`);
}

/** The summary for people, line by line; the first problems as `file:line: identifier: effect: reason`. @param report files that hold all problems */
export function printSummary(summary: ImportSummary, report: readonly string[] = []): string {
  const { items, recorded, events, problems, notRead, dryRun } = summary;
  const would = dryRun ? 'would be ' : '';
  const number = (n: number) => n.toLocaleString('en');
  const kinds = [...recorded].map(([name, n]) => `${number(n)} ${NAMES[name]?.[n === 1 ? 0 : 1] ?? name}`);
  const whole = problems.filter(({ effect }) => effect === 'FILE' || effect === 'ITEM').length;
  const parts = problems.filter((problem) => isLoss(problem)).length - whole;
  const notes = problems.length - whole - parts;
  const extras = [
    ...(summary.repeated > 0 ? [`${number(summary.repeated)} told again word for word, and taken once`] : []),
    ...(summary.merged > 0 ? [`${number(summary.merged)} told in several places, and put together`] : []),
  ];
  const many = problems.length > MOST.problems;
  const lines = [
    ...problems.slice(0, MOST.problems).map(describe),
    ...(many ? [`… and ${number(problems.length - MOST.problems)} more. By rule:`] : []),
    ...(many ? counted(problems, ({ element, rule }) => reasonOf({ element, rule }), MOST.rules) : []),
    ...(many ? ['By item:', ...counted(problems, ({ identifier }) => identifier, MOST.items)] : []),
    ...(summary.refusedAll
      ? ['Nothing was taken: with --strict all has to be good.']
      : [
          `${number(items.opened)} ${summary.noun} ${would}taken, ${number(items.changed)} changed, ` +
            `${number(items.unchanged)} as before, ${number(items.notTaken)} not taken${['', ...extras].join('; ')}.`,
          events.recorded === 0
            ? `Nothing ${would}recorded.`
            : `${number(events.recorded)} events ${would}recorded: ${kinds.join(', ')}.`,
        ]),
    ...(problems.length > 0
      ? [
          `${number(whole)} ${whole === 1 ? 'thing' : 'things'} could not be taken, ${number(parts)} left out of what was` +
            `${notes > 0 ? `, ${number(notes)} read otherwise than they stand` : ''}.`,
        ]
      : []),
    ...(report.length > 0 ? [`All of them are in ${report.join(' and ')}.`] : []),
    ...(notRead.size > 0 ? [`Not read: ${[...notRead].map(([name, n]) => `${name} ${number(n)}`).join(', ')}.`] : []),
    ...(summary.interrupted ? ['Interrupted. The same command goes on from here.'] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function describe({ file, line, identifier, effect, ...broken }: Problem): string {
  const what = {
    FILE: 'not read further',
    ITEM: 'not taken',
    PART: 'left out',
    NOT_KEPT: 'not kept',
    NOTE: 'note',
  }[effect];
  return `${file}:${line}: ${identifier ? `${identifier}: ` : ''}${what}: ${reasonOf(broken)}`;
}
