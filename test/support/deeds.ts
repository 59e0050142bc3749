import { type GraphQLInputObjectType, type GraphQLSchema } from 'graphql';
import { fromGlobalId } from '../../src/graphql/global-id.js';
import { type CommandSpec, InvalidInput, readCommand } from '../../src/graphql/commands/registry.js';
import { recordModules } from '../../src/records/index.js';
import { ADMIN_KEY } from './child-service.js';
import { leastInput, mended, type Raw } from './made-up-input.js';
import { CLEAR, registerActors, type TestService } from './service.js';
import { World } from './world.js';

/** Those who take part, by what they are to the records. */
const KINDS = {
  owner: 'STATE',
  maker: 'INTL_ORG',
  assessor: 'UN_ENTITY',
  lead: 'NATIONAL_AGENCY',
  agency: 'NATIONAL_AGENCY',
  founder: 'INTL_ORG',
  second: 'INTL_ORG',
  organiser: 'INTL_ORG',
  invitee: 'INTL_ORG',
  subject: 'INTL_ORG',
  stranger: 'INTL_ORG',
  delegate: 'INTL_ORG',
} as const;
export type Name = keyof typeof KINDS;

/** One command of a kind's records, with how it is made and the raw input that it takes. */
export interface Deed {
  readonly kind: string;
  readonly name: string;
  readonly creates: boolean;
}

/** A record on which a command is tried. */
export interface Tried {
  /** Public id. */
  readonly id: string;
  readonly eventId: string;
}

/** Kinds that are tried; who may read in an emergency is for the configuration to say too: break-glass.spec tries that. */
export const TRIED = recordModules.filter(({ definition }) => !definition.extract && definition.kind !== 'emergencyAccess');

/** Records of each kind in which every relation is taken by somebody, made again and again; and inputs that break no rule of their form. */
export class Deeds {
  readonly #world = new World(recordModules);
  readonly #specs = new Map<string, CommandSpec>();
  actors!: Record<Name, string>;

  constructor(
    readonly concord: TestService,
    readonly schema: GraphQLSchema,
  ) {
    for (const { commands } of recordModules) for (const spec of commands) this.#specs.set(spec.name, spec);
  }

  async start(): Promise<void> {
    this.actors = await registerActors(this.concord, KINDS);
    this.#world.ids.set('actor', [fromGlobalId('actor', this.actors.subject)!]);
    const kinds = TRIED.map(({ definition }) => definition.kind);
    const between = ['assistanceMatch', 'humanRightsReview'];
    for (const kind of [...kinds.filter((one) => one !== 'actor' && !between.includes(one)), ...between]) await this.fresh(kind);
  }

  /** Every command of every kind that the API takes, with those that each kind takes. */
  all(common: readonly string[]): Deed[] {
    return TRIED.flatMap(({ definition: { kind }, commands }) => [
      ...commands.map(({ name, creates }) => ({ kind, name, creates })),
      ...common.map((name) => ({ kind, name, creates: false })),
    ]);
  }

  /** What makes a record of the kind, with those who take part in it, and in whose name a coordinator makes it. */
  making(kind: string): { readonly name: string; readonly input: Raw; readonly by?: Name } {
    const { owner, assessor, lead, agency, founder, second, organiser } = this.actors;
    const label = { handling: { tlp: 'AMBER', audience: [owner, assessor] } };
    const makings: Record<string, readonly [name: string, input: Raw, by?: Name]> = {
      actor: ['registerActor', {}],
      instrument: ['registerInstrument', {}],
      commitment: ['declareCommitment', { actor: owner }],
      partnership: ['proposePartnership', { founders: [founder, second] }],
      assessmentVisit: ['proposeVisit', { state: owner, assessor, ...label }, 'assessor'],
      recommendation: ['issueRecommendation', { state: owner }, 'assessor'],
      assistanceNeed: ['identifyNeed', { state: owner, origin: 'SELF' }, 'owner'],
      assistanceOffer: ['makeOffer', { provider: founder }, 'founder'],
      assistanceMatch: ['proposeMatch', {}],
      assistanceProject: ['openProject', { reporter: owner }],
      capacityActivity: ['planActivity', { host: owner, coOrganisers: [organiser] }],
      programme: ['announceProgramme', { lead: owner }],
      guidanceMaterial: ['initiateGuidance', { publishers: [owner] }],
      nationalMeasure: ['registerMeasure', { state: owner }],
      humanRightsReview: ['requestHumanRightsReview', { reviewer: assessor, programme: '#0' }],
      coordinationMechanism: ['establishMechanism', { state: owner, lead, members: [agency] }],
      warningNetwork: ['establishWarningNetwork', { operator: owner }],
      threatTrend: ['identifyThreatTrend', { themes: ['TH-01'] }],
      community: ['formCommunity', { steward: owner }],
      savedQuestion: ['saveQuestion', { name: 'open-commitments', list: 'commitments' }],
      ruleThreshold: ['setRuleThreshold', { value: 12 }],
    };
    const [name, input, by = kind === 'ruleThreshold' ? undefined : 'maker'] = makings[kind]!;
    return { name, input: { handling: CLEAR, ...this.input(kind, name, input) }, by };
  }

  /** A new record of the kind. @throws where it is refused */
  async fresh(kind: string): Promise<Tried> {
    const { name, input, by } = this.making(kind);
    const key = kind === 'ruleThreshold' ? ADMIN_KEY : undefined;
    const made = await this.#taken(name, { ...input, ...(by ? { onBehalfOf: this.actors[by] } : {}) }, key);
    const id = made.record.id as string;
    const { owner, lead, agency, invitee } = this.actors;
    if (kind === 'recommendation') {
      await this.#taken('designateLeadAgency', { id, agency: lead, onBehalfOf: owner });
      await this.#taken('addSupportingAgency', { id, agency, onBehalfOf: owner });
    }
    if (kind === 'partnership') {
      for (const onBehalfOf of [this.actors.founder, this.actors.second])
        await this.#taken('endorsePartnership', { id, onBehalfOf });
      await this.#taken('activatePartnership', { id });
      await this.#taken('joinPartnership', { id, member: invitee });
    }
    if (kind === 'capacityActivity') await this.#taken('inviteToActivity', { id, actor: invitee });
    if (kind !== 'actor') this.#world.ids.set(kind, [fromGlobalId(kind, id)!]);
    return { id, eventId: made.receipt.eventIds[0] };
  }

  async #taken(name: string, input: object, key?: string) {
    const outcome = await this.concord.send(name, input, 'id', key);
    if (outcome.refusal) throw new Error(`${name}: ${JSON.stringify(outcome.refusal)}`);
    return outcome;
  }

  /** The least input of a command that breaks no rule of its form. @throws where none is found */
  input(kind: string, name: string, more: Raw = {}, on?: Tried): Raw {
    const type = this.schema.getType(`${name[0]!.toUpperCase()}${name.slice(1)}Input`) as GraphQLInputObjectType;
    const spec = this.#specs.get(name)!;
    const said = Object.entries(more).filter(([, value]) => value !== '#0');
    const least = { ...leastInput(type), ...more, ...Object.fromEntries(said.map(([field]) => [field, undefined])) };
    let raw: Raw | undefined = { ...this.#world.named(name, least), ...Object.fromEntries(said) };
    if (raw && on) raw = { ...raw, id: on.id };
    for (let tries = 0; raw && tries < 8; tries++) {
      try {
        const around = spec.creates ? { handling: CLEAR } : {};
        readCommand(kind, spec.type, { ...around, ...raw }, { user: '', actor: null });
        return raw;
      } catch (error) {
        if (!(error instanceof InvalidInput)) throw error;
        raw = mended(raw, error, on?.eventId ?? '018f0000-0000-7000-8000-000000000000', type);
      }
    }
    throw new Error(`no input for ${name} was found: say more of it`);
  }
}

/** Inputs of the commands that every kind takes. */
export function commonInput(name: string, { id, eventId }: Tried): Raw {
  const reason = 'tried';
  switch (name) {
    case 'changeHandling':
      return { id, to: { tlp: 'GREEN', audience: [] }, reason };
    case 'correctRecord':
      return { id, eventId, field: 'occurredAt', value: '2021-01-01', reason };
    case 'attachSource':
      return { id, document: 'https://example.org/source' };
    default:
      return { id, reason };
  }
}
