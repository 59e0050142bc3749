import { type AnyRecordDefinition, type Refusal, refuse, type RecordMeta } from './record.js';

/** Relations that a kind of record draws from its state: the actors that stand in them, by the words of the domain. */
export const OWN_RELATIONS = [
  'owner',
  'assessor',
  'counterpart',
  'invitee',
  'issuer',
  'lead',
  'parent',
  'member',
  'organiser',
  'partner',
  'party',
  'provider',
  'recipient',
  'reviewer',
  'steward',
] as const;
export type OwnRelation = (typeof OWN_RELATIONS)[number];

/** Relations that every kind of record has, whatever its state, each with what it means. */
export const GENERAL_RELATIONS = {
  originator: 'the organisation that made the record; where no organisation did, its owner or a coordinator',
  coordinator: 'a caller with the role COORDINATOR for the owner',
  reader: 'any organisation that can read the record',
  other: 'any organisation that can read the record, but its owner and who speaks for it',
  process: 'a process of the service alone',
  administrator: 'the administrator of the installation',
} as const;
export type GeneralRelation = keyof typeof GENERAL_RELATIONS;
export type Relation = OwnRelation | GeneralRelation;

/** Who may send a command: whoever stands in one of these relations. The first is whose command it is, and names the refusal. */
export type Rule = readonly [Relation, ...Relation[]];

/** Who may send which command to a kind of record. What no rule allows is refused. */
export interface Rights<State, Commands> {
  /** Actor ids by relation, drawn from the state. `owner` is whose matter the record is. */
  readonly relations: Readonly<Partial<Record<OwnRelation, (state: State, id: string) => readonly (string | null | undefined)[]>>>;
  /** The rule of each command. */
  readonly commands: { readonly [Name in keyof Commands & string]: Rule };
  /** Further actors whose own say, or whose coordinator's, a command needs: a merger needs the actor that goes on. */
  readonly involves?: { readonly [Name in keyof Commands & string]?: (command: Commands[Name]) => readonly string[] };
}

/** The rules of the commands that every kind takes. */
export const COMMON_RULES: Readonly<Record<string, Rule>> = {
  changeHandling: ['originator'],
  correctRecord: ['owner', 'originator', 'coordinator', 'reader'],
  voidRecord: ['owner', 'originator', 'coordinator'],
  attachSource: ['owner', 'originator', 'coordinator'],
};

/** What a caller is, whatever the record. */
export interface Standing {
  /** Whether the caller coordinates one of these actors; an empty list: every actor. */
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
  readonly user: string;
}

/** The rule of a command. @throws where the kind has none: nothing is allowed by omission. */
export function ruleOf({ kind, rights }: AnyRecordDefinition, name: string): Rule {
  const rule = (rights.commands as Readonly<Record<string, Rule>>)[name] ?? COMMON_RULES[name];
  if (!rule) throw new Error(`${name} of ${kind} has no rule of who may send it`);
  return rule;
}

/** The actors that stand in a relation to a record by its state. */
export function actorsIn({ rights }: AnyRecordDefinition, relation: OwnRelation, state: unknown, id: string): string[] {
  const of = rights.relations[relation] as ((state: unknown, id: string) => readonly (string | null | undefined)[]) | undefined;
  return [...new Set((of?.(state, id) ?? []).filter((actor): actor is string => actor != null && actor !== ''))];
}

/** A record as rights are judged by it. */
export interface JudgedRecord {
  readonly id: string;
  readonly meta: Pick<RecordMeta, 'originator'>;
  readonly state: unknown;
}

/** Whether a caller stands in a relation to a record. */
export function standsIn(
  definition: AnyRecordDefinition,
  relation: Relation,
  record: JudgedRecord,
  speaking: Speaking,
  standing: Standing,
): boolean {
  const owners = () => actorsIn(definition, 'owner', record.state, record.id);
  const { originator } = record.meta;
  const coordinates = () => {
    const concerned = owners();
    return standing.coordinates(concerned.length > 0 || originator.actor === null ? concerned : [originator.actor]);
  };
  switch (relation) {
    case 'originator':
      if (originator.actor !== null) return speaking.speaker === originator.actor && speaking.party === originator.actor;
      return owners().some((actor) => speaking.voices.includes(actor)) || coordinates();
    case 'coordinator':
      return coordinates();
    case 'reader':
      return speaking.party !== null;
    case 'other':
      return speaking.party !== null && !isOwn(owners(), speaking);
    case 'process':
      return standing.isProcess;
    case 'administrator':
      return standing.isAdministrator;
    default:
      return actorsIn(definition, relation, record.state, record.id).some((actor) => speaking.voices.includes(actor));
  }
}

/** Whether the caller is one of these actors or speaks for one, by itself or on behalf of another. */
export function isOwn(actors: readonly string[], { speaker, voices }: Pick<Speaking, 'speaker' | 'voices'>): boolean {
  return actors.some((actor) => actor === speaker || voices.includes(actor));
}

/**
 * Refuses a command that no rule allows its caller.
 * @param record as it stands; for a command that makes one, as it would be
 * @param shown actors that the caller may see: only they are named
 */
export function checkRights(
  definition: AnyRecordDefinition,
  name: string,
  input: unknown,
  record: JudgedRecord,
  speaking: Speaking,
  standing: Standing,
  shown: (actor: string) => boolean,
): Refusal | undefined {
  const rule = ruleOf(definition, name);
  if (!rule.some((relation) => standsIn(definition, relation, record, speaking, standing)))
    return reserved(definition, name, rule, record, shown);
  const involves = definition.rights.involves as Record<string, (command: unknown) => readonly string[]> | undefined;
  const lacking = involves?.[name]?.(input).find((actor) => !speaking.voices.includes(actor) && !standing.coordinates([actor]));
  if (lacking === undefined) return undefined;
  return refuse('RESERVED_FOR_INVOLVED', `${name} needs the say of every actor that it involves`, {
    field: 'input',
    value: shown(lacking) ? `actor_${lacking}` : undefined,
    rule: 'it is sent by a coordinator of all actors involved',
  });
}

function reserved(
  definition: AnyRecordDefinition,
  name: string,
  rule: Rule,
  { state, id }: JudgedRecord,
  shown: (actor: string) => boolean,
): Refusal {
  const parts = rule.map((relation) => {
    const named = isOwnRelation(relation)
      ? actorsIn(definition, relation, state, id)
          .filter(shown)
          .map((actor) => `actor_${actor}`)
      : [];
    const noun = relation === 'other' ? 'another organisation than the owner' : `the ${relation}`;
    return named.length > 0 ? `${noun} (${named.slice(0, 5).join(', ')})` : noun;
  });
  return refuse(`RESERVED_FOR_${rule[0].toUpperCase()}`, `${name} is for ${parts.join(' or ')}`, {
    field: 'id',
    value: `${definition.kind}_${id}`,
    rule: `${name} is sent by: ${rule.join(', ')}`,
  });
}

export function isOwnRelation(relation: Relation): relation is OwnRelation {
  return (OWN_RELATIONS as readonly string[]).includes(relation);
}

/** What is wrong with the rules of a kind, as sentences: a command without a rule, a rule of a relation that the kind does not know. */
export function rightsProblems(definition: AnyRecordDefinition): string[] {
  const { kind, rights } = definition;
  const rules = (rights?.commands ?? {}) as Readonly<Record<string, Rule>>;
  const commands = Object.keys(definition.decide as object);
  return [
    ...commands.filter((name) => !rules[name]).map((name) => `${name} of ${kind} has no rule of who may send it`),
    ...Object.entries(rules).flatMap(([name, rule]) =>
      rule
        .filter((relation) => isOwnRelation(relation) && !rights.relations[relation])
        .map((relation) => `the rule of ${name} of ${kind} names ${relation}, which the kind does not know`),
    ),
  ];
}
