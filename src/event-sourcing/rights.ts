import { type CommonCommands } from './common-commands.js';
import { partyOf, type RecordedEvent } from './envelope.js';
import { type AnyRecordDefinition, type Correction, type Refusal, refuse, type RecordMeta } from './record.js';

/** Relations that a kind of record draws from its state, by the words of the domain, each with who stands in it. */
export const OWN_RELATIONS = {
  owner: 'whose matter the record is',
  agency: 'an agency that supports the implementation',
  assessor: 'who assesses: makes the visit, or found the need',
  counterpart: 'whose work is reviewed',
  founder: 'a founding party that has not declined or left',
  invitee: 'who is invited',
  issuer: 'who made the recommendation',
  lead: 'the agency that leads',
  named: 'the actor that the command itself names',
  organiser: 'a co-organiser',
  parent: 'the actor that the command names, to which this one belongs or says so',
  party: 'a side or a member, present or proposed',
  state: 'the State concerned',
} as const;
export type OwnRelation = keyof typeof OWN_RELATIONS;

/** Relations that every kind of record has, whatever its state, each with who stands in it. */
export const GENERAL_RELATIONS = {
  originator:
    'the organisation in whose name the record was made, by itself or through its coordinator; where no organisation did, the owner or a coordinator',
  coordinator: 'a caller with the role COORDINATOR for an actor that the rule names otherwise',
  reader: 'any organisation that can read the record',
  other: 'any organisation that can read the record, but whose matter is judged and who speaks for it',
  speaker: 'the party that said what is corrected, or a coordinator of it',
  process: 'a process of the service',
  administrator: 'the administrator of the installation',
} as const;
export type GeneralRelation = keyof typeof GENERAL_RELATIONS;
export type Relation = OwnRelation | GeneralRelation;

/** Who may send a command: whoever stands in one of these relations. The first is whose command it is, and names the refusal. */
export type Rule = readonly [Relation, ...Relation[]];

/** The rule of what the owner does, and a coordinator for it. */
export const OWN: Rule = ['owner', 'coordinator'];

/** Draws the actors that stand in a relation from the state of a record, its id and the input of the command. */
export type Relate<State> = (
  state: State,
  id: string,
  input: Readonly<Record<string, unknown>>,
) => readonly (string | null | undefined)[];

/** Who may send which command to a kind of record. What no rule allows is refused. */
export interface Rights<State, Commands> {
  readonly relations: Readonly<Partial<Record<OwnRelation, Relate<State>>>>;
  /** The rule of each command. */
  readonly commands: { readonly [Name in keyof Commands & string]: Rule };
  /** Rules of common commands that differ from those of most kinds. */
  readonly common?: Readonly<Partial<Record<keyof CommonCommands, Rule>>>;
  /** Whose matter is judged, so that they are never an `other`; the owner, unless a kind says so. */
  readonly judged?: Relate<State>;
  /** Events that others than the owner say: each is corrected by the party that said it. */
  readonly saidByOthers?: readonly string[];
  /** What is said of an actor itself: by itself or its coordinator, not by who belongs to it or holds its mandate. */
  readonly inPerson?: true;
  /** Further actors whose own say, or whose coordinator's, a command needs: a merger needs the actor that goes on. */
  readonly involves?: { readonly [Name in keyof Commands & string]?: (command: Commands[Name]) => readonly string[] };
}

const MAKERS: Rule = ['owner', 'originator', 'coordinator'];

/** The rules of the commands that every kind takes. */
export const COMMON_RULES: Readonly<Record<keyof CommonCommands, Rule>> = {
  // A process takes a label back that a visit's release does not bear any more; it never widens one.
  changeHandling: ['originator', 'process'],
  correctRecord: MAKERS,
  voidRecord: MAKERS,
  restoreRecord: MAKERS,
  attachSource: MAKERS,
  erasePersonalData: MAKERS,
};

/** What a caller is, whatever the record. */
export interface Standing {
  readonly isCoordinator: boolean;
  /** Whether the caller coordinates one of these actors. Who coordinates all coordinates an empty list too. */
  coordinates(actors: readonly string[]): boolean;
  readonly isProcess: boolean;
  readonly isAdministrator: boolean;
}

/** Who speaks: the caller's own organisation, that in whose name the command speaks, and all for which that one may speak by itself. */
export interface Speaking {
  readonly speaker: string | null;
  readonly party: string | null;
  /** The party and the actors that it belongs to, with their consent, in a way that lets it speak for them. */
  readonly voices: readonly string[];
  /** All who stand behind the command: speaker, party, and whoever they may speak for by themselves. None of them judges its own. */
  readonly behind: readonly string[];
  readonly user: string;
}

/** A record as rights are judged by it. */
export interface JudgedRecord {
  readonly id: string;
  readonly meta: Pick<RecordMeta, 'originator'>;
  readonly state: unknown;
}

/** A command with all that says whether its caller may send it. */
export interface Judged {
  readonly definition: AnyRecordDefinition;
  readonly name: string;
  readonly input: object;
  /** As it stands; for a command that makes one, as it would be. */
  readonly record: JudgedRecord;
  /** Who said what is corrected, where that was another than the owner. */
  readonly saidBy?: string;
  readonly speaking: Speaking;
  readonly standing: Standing;
}

/** The rule of a command. @throws where the kind has none: nothing is allowed by omission. */
export function ruleOf({ kind, rights }: AnyRecordDefinition, name: string): Rule {
  const rule =
    (rights.commands as Readonly<Record<string, Rule>>)[name] ??
    rights.common?.[name as keyof CommonCommands] ??
    COMMON_RULES[name as keyof CommonCommands];
  if (!rule) throw new Error(`${name} of ${kind} has no rule of who may send it`);
  return rule;
}

/** The actors that stand in a relation of the kind's own. */
export function actorsIn(relation: OwnRelation, { definition, record, input }: Pick<Judged, 'definition' | 'record' | 'input'>) {
  return drawn(definition.rights.relations[relation], { record, input });
}

function drawn(relate: Relate<unknown> | undefined, { record, input }: Pick<Judged, 'record' | 'input'>): string[] {
  const actors = relate?.(record.state, record.id, input as Readonly<Record<string, unknown>>) ?? [];
  return [...new Set(actors.filter((actor): actor is string => actor != null && actor !== ''))];
}

/** Whether the caller stands in a relation to the record; a coordinator by the other relations of the `rule`. */
export function standsIn(relation: Relation, rule: Rule, judged: Judged): boolean {
  const { definition, record, speaking, standing, saidBy } = judged;
  const { originator } = record.meta;
  const { party, speaker, voices, behind } = speaking;
  switch (relation) {
    case 'originator':
      if (originator.actor !== null)
        return party === originator.actor && (speaker === party || standing.coordinates([originator.actor]));
      return actorsIn('owner', judged).some((actor) => voices.includes(actor)) || coordinates(OWN, judged);
    case 'coordinator':
      return coordinates(rule, judged);
    case 'reader':
      return party !== null || standing.isCoordinator;
    case 'other': {
      const { judged: concerned, relations } = definition.rights;
      const those = drawn(concerned ?? relations.owner, judged);
      return party === null ? standing.isCoordinator : !those.some((actor) => behind.includes(actor));
    }
    case 'speaker':
      return saidBy !== undefined && (voices.includes(saidBy) || standing.coordinates([saidBy]));
    case 'process':
      return standing.isProcess;
    case 'administrator':
      return standing.isAdministrator;
    default:
      return actorsIn(relation, judged).some((actor) => voices.includes(actor));
  }
}

/** Whether the caller coordinates one of the actors that the rule names; where there is none, the one in whose name the record was made. */
function coordinates(rule: Rule, judged: Judged): boolean {
  const { actor } = judged.record.meta.originator;
  const made = actor === null ? [] : [actor];
  const named = rule.filter(isOwnRelation).flatMap((relation) => actorsIn(relation, judged));
  const those = rule.includes('originator') ? [...named, ...made] : named;
  return judged.standing.coordinates(those.length > 0 ? those : made);
}

/**
 * Refuses a command that no rule allows its caller.
 * @param shown actors that the caller may see: only they are named
 */
export function checkRights(judged: Judged, shown: (actor: string) => boolean): Refusal | undefined {
  const { definition, name, input, speaking, standing, saidBy } = judged;
  const rule: Rule = saidBy === undefined ? ruleOf(definition, name) : ['speaker'];
  if (!rule.some((relation) => standsIn(relation, rule, judged))) return reserved(rule, judged, shown);
  const involves = definition.rights.involves as Record<string, (command: unknown) => readonly string[]> | undefined;
  const lacking = involves?.[name]?.(input).find((actor) => !speaking.voices.includes(actor) && !standing.coordinates([actor]));
  if (lacking === undefined) return undefined;
  return refuse('RESERVED_FOR_INVOLVED', `${name} needs the say of every actor that it involves`, {
    field: 'input',
    value: shown(lacking) ? `actor_${lacking}` : undefined,
    rule: 'it is sent by one who may speak for all actors involved',
  });
}

/** Relations that say whose a record is, and of whom. */
const WHOSE: readonly OwnRelation[] = ['owner', 'state'];

/**
 * Refuses a correction that puts words into another's mouth: of who said the event, where others than the owner say such events, or of whose the record is, where the
 * caller does not speak for those whose it would be, or others have said something of it as it is.
 * @param after the record as it would be
 * @param said what others said of it
 */
export function checkCorrection(
  judged: Judged,
  { event, field }: Correction,
  after: unknown,
  said: readonly RecordedEvent[],
): Refusal | undefined {
  const { definition, speaking, standing } = judged;
  const named = (event.data as Readonly<Record<string, unknown>>)[field];
  const isSayer = typeof named === 'string' && named === partyOf(event.metadata);
  if (isSayer && (field === 'by' || definition.rights.saidByOthers?.includes(event.type)))
    return notCorrectable(field, 'who said it stands as it was recorded');
  const corrected = { ...judged, record: { ...judged.record, state: after } };
  for (const relation of WHOSE) {
    const before = actorsIn(relation, judged);
    const added = actorsIn(relation, corrected).filter((actor) => !before.includes(actor));
    const removed = before.some((actor) => !actorsIn(relation, corrected).includes(actor));
    if (relation === 'owner' && added.some((actor) => !speaking.voices.includes(actor) && !standing.coordinates([actor])))
      return notCorrectable(field, 'a record is made another’s by nobody but that one: void it, and let it be made again');
    if (removed && said.length > 0)
      return notCorrectable(field, 'what others said of it, they said of it as it is: void it, and make it again');
  }
  return undefined;
}

function notCorrectable(field: string, rule: string): Refusal {
  return refuse('NOT_CORRECTABLE', rule, { field: 'field', value: field, rule });
}

function reserved(rule: Rule, judged: Judged, shown: (actor: string) => boolean): Refusal {
  const { definition, name, record, saidBy } = judged;
  const parts = rule.map((relation) => {
    const actors = isOwnRelation(relation) ? actorsIn(relation, judged) : relation === 'speaker' && saidBy ? [saidBy] : [];
    const named = actors.filter(shown).slice(0, 5);
    const noun = NOUNS[relation] ?? `the ${relation}`;
    return named.length > 0 ? `${noun} (${named.map((actor) => `actor_${actor}`).join(', ')})` : noun;
  });
  return refuse(`RESERVED_FOR_${rule[0].toUpperCase()}`, `${name} is for ${parts.join(' or ')}`, {
    field: 'id',
    value: `${definition.kind}_${record.id}`,
    rule: `${name} is sent by: ${rule.join(', ')}`,
  });
}

const NOUNS: Readonly<Partial<Record<Relation, string>>> = {
  coordinator: 'a coordinator of it',
  named: 'the actor that it names',
  other: 'an organisation other than the one whose matter it is',
  process: 'a process of the service',
  reader: 'an organisation that can read the record',
  speaker: 'the party that said it',
};

export function isOwnRelation(relation: Relation): relation is OwnRelation {
  return relation in OWN_RELATIONS;
}

/** What is wrong with the rules of a kind, as sentences: a command without a rule, a rule of a relation that the kind does not know. */
export function rightsProblems(definition: AnyRecordDefinition): string[] {
  const { kind, rights } = definition;
  const rules = (rights?.commands ?? {}) as Readonly<Record<string, Rule>>;
  return [
    ...Object.keys(definition.decide as object)
      .filter((name) => !rules[name])
      .map((name) => `${name} of ${kind} has no rule of who may send it`),
    ...Object.entries(rules).flatMap(([name, rule]) =>
      rule
        .filter((relation) => isOwnRelation(relation) && !rights.relations[relation])
        .map((relation) => `the rule of ${name} of ${kind} names ${relation}, which the kind does not know`),
    ),
  ];
}
