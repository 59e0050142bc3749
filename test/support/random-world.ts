import { Authenticator } from '../../src/access/authenticator.js';
import { ReaderKeys } from '../../src/access/reader-keys.js';
import { type Viewer } from '../../src/access/viewer.js';
import { type Handling, TLP } from '../../src/event-sourcing/envelope.js';
import { parseStream } from '../../src/event-sourcing/catalogue.js';
import { uuidOf } from '../../src/event-sourcing/identity.js';
import { commonCommands } from '../../src/graphql/commands/common.js';
import { type CommandSpec, readCommand } from '../../src/graphql/commands/registry.js';
import { recordModules } from '../../src/records/index.js';
import { type TestService } from './service.js';
import { type Labelled, mayRead, type Originator, type Reader, type Ties } from './visibility-model.js';

/** Organisations of every world, their kind and country, and what each is part of. */
const ORGANISATIONS = {
  atland: ['STATE', 'KE', null],
  borland: ['STATE', 'RS', null],
  ministry: ['NATIONAL_AGENCY', 'KE', 'atland'],
  office: ['NATIONAL_AGENCY', 'KE', 'ministry'],
  charity: ['CIVIL_SOCIETY', null, null],
  firm: ['PRIVATE', null, null],
} as const;
type Organisation = keyof typeof ORGANISATIONS;
/** Communities of every world, formed by the charity, with their members. */
const COMMUNITIES = { forum: ['ministry', 'firm'], circle: ['borland', 'charity'] } as const;
type Community = keyof typeof COMMUNITIES;
/** Users with their organisation; `nobody` has a key and no organisation. */
const USERS: Readonly<Record<string, Organisation | null>> = {
  ana: 'atland',
  min: 'ministry',
  off: 'office',
  bor: 'borland',
  cha: 'charity',
  chi: 'charity',
  nobody: null,
};

/** A line of a record's history: everything that it says in words says its marker. */
export interface Line extends Labelled {
  readonly record: WorldRecord;
  readonly marker: string;
  /** The command; null for what processes recorded. */
  readonly mutation: string | null;
  readonly eventIds: readonly string[];
  /** Said by the record's originator under the record's label, which it has for good. */
  readonly follows: boolean;
}

export interface WorldRecord extends Labelled {
  readonly kind: string;
  /** Plain UUID. */
  readonly id: string;
  handling: Handling;
  readonly originator: Originator;
  readonly lines: Line[];
  voided: boolean;
  merged: boolean;
}

const specs = new Map<string, { readonly kind: string; readonly spec: CommandSpec }>();
for (const { definition, commands } of recordModules)
  for (const spec of commands) specs.set(spec.name, { kind: definition.kind, spec });
for (const spec of commonCommands) specs.set(spec.name, { kind: '', spec });

/** A service with organisations, users and records made at random from a number: the same number makes the same world, with the same ids. */
export class RandomWorld {
  readonly records: WorldRecord[] = [];
  readonly lines: Line[] = [];
  readonly readers: Record<string, Reader> = { anonymous: null };
  readonly keys: Record<string, string | null> = { anonymous: null };
  /** Commands by what became of them. */
  readonly outcomes = new Map<string, number>();
  readonly #viewers = new Map<string, Viewer>();
  readonly #organisations = new Map<string, string>();
  /** Ties by what says them: an actor its parents, a community its members. */
  readonly #tied = new Map<string, string[]>();
  #ties: Ties | undefined;
  readonly #readerKeys: ReaderKeys;
  readonly #namespace: string;
  #state: number;
  #counted = 0;

  /**
   * @param seed names the world: of two with one seed, each has what the other has
   * @param isSettling whether processes have done their part after each command, so that which event made them act does not depend on time
   */
  constructor(
    readonly concord: TestService,
    seed: number,
    readonly isSettling = false,
  ) {
    this.#namespace = uuidOf(`world ${seed}`, '6ba7b811-9dad-11d1-80b4-00c04fd430c8');
    this.#state = seed;
    this.#readerKeys = new ReaderKeys(concord.service.unfiltered, concord.service.progress);
  }

  /** Registers organisations, their affiliations and their communities, and gives every user a key. */
  async begin(): Promise<void> {
    const { concord } = this;
    const clerk: Viewer = {
      user: 'clerk',
      actor: null,
      roles: ['COORDINATOR'],
      coordinates: 'ALL',
      keys: ['public', 'members', 'user:clerk'],
    };
    this.#viewers.set('clerk', clerk);
    this.readers.clerk = { user: 'clerk', organisation: null, coordinatesAll: true };
    for (const [name, [actorKind, country, parent]] of Object.entries(ORGANISATIONS)) {
      const { id } = (await this.make('clerk', 'registerActor', { actorKind, country: country ?? undefined }, CLEAR, 'name'))!;
      this.#organisations.set(name, id);
      if (parent) await this.affiliate(name as Organisation, parent);
    }
    for (const [name, members] of Object.entries(COMMUNITIES)) {
      const steward = this.#actor('charity');
      const { id } = (await this.make('clerk', 'formCommunity', { steward, onBehalfOf: steward }, CLEAR, 'name'))!;
      this.#organisations.set(name, id);
      for (const member of members) await this.joins(name as Community, member);
    }
    for (const [user, name] of Object.entries(USERS)) {
      const organisation = name && this.#organisations.get(name)!;
      const key = await concord.key({
        user,
        actor: organisation ?? undefined,
        roles: name ? ['MEMBER', 'COORDINATOR'] : ['READER'],
      });
      this.keys[user] = key;
      this.readers[user] = { user, organisation, coordinatesAll: name !== null };
    }
    await this.refresh();
  }

  /** Lets users know of the ties that have changed, once they can be read. */
  async refresh(): Promise<void> {
    await this.concord.settled();
    const authenticator = new Authenticator(this.concord.keys, this.#readerKeys);
    for (const user of Object.keys(USERS)) this.#viewers.set(user, await authenticator.authenticate(`Bearer ${this.keys[user]}`));
  }

  /** Makes an organisation a part of another, as that one says. */
  affiliate(name: Organisation, parent: Organisation): Promise<boolean> {
    const above = this.#actor(parent);
    return this.tell('clerk', this.#record(name), 'affiliateActor', { parent: above, kind: 'PART_OF', onBehalfOf: above });
  }

  separate(name: Organisation, parent: Organisation): Promise<boolean> {
    return this.tell('clerk', this.#record(name), 'endActorAffiliation', { parent: this.#actor(parent), kind: 'PART_OF' });
  }

  joins(community: Community, member: Organisation): Promise<boolean> {
    return this.#ofCommunity('addCommunityMember', community, { member: this.#actor(member) });
  }

  leaves(community: Community, member: Organisation): Promise<boolean> {
    return this.#ofCommunity('removeCommunityMember', community, { member: this.#actor(member), reason: 'left' });
  }

  #ofCommunity(mutation: string, community: Community, input: object): Promise<boolean> {
    return this.tell('clerk', this.#record(community), mutation, { ...input, onBehalfOf: this.#actor('charity') });
  }

  #actor(name: Organisation): string {
    return `actor_${this.#organisations.get(name)!}`;
  }

  #record(name: Organisation | Community): WorldRecord {
    return this.records.find(({ id }) => id === this.#organisations.get(name))!;
  }

  /** The ties that count: of actors and communities that are neither voided nor merged. */
  get ties(): Ties {
    if (this.#ties) return this.#ties;
    const of = (kind: string) => {
      const counting = this.records.filter((record) => record.kind === kind && !record.voided && !record.merged);
      return Object.fromEntries(counting.map(({ id }) => [id, this.#tied.get(id) ?? []]));
    };
    return (this.#ties = { parents: of('actor'), members: of('community') });
  }

  /** Users who record. */
  get members(): string[] {
    return Object.keys(USERS).filter((user) => USERS[user] !== null);
  }

  organisationOf(user: string): string {
    return `actor_${this.readers[user]!.organisation}`;
  }

  sees(reader: Reader, labelled: Labelled): boolean {
    return mayRead(reader, labelled.handling, labelled.originator, this.ties);
  }

  number(most: number): number {
    // The minimal standard generator of Park and Miller.
    this.#state = (this.#state * 48_271 + 11) % 2_147_483_647;
    return this.#state % most;
  }

  one<T>(choices: readonly T[]): T {
    return choices[this.number(choices.length)]!;
  }

  label(): Handling {
    const tlp = this.one(TLP);
    const some = <T>(all: readonly T[]) => all.filter(() => this.number(3) === 0);
    if (tlp === 'RED') return { tlp, audience: some(Object.keys(USERS)).map((user) => `user_${user}`) };
    if (tlp === 'CLEAR') return { tlp, audience: [] };
    const communities = this.records.filter(({ kind }) => kind === 'community').map(({ id }) => `community_${id}`);
    if (tlp === 'GREEN') return { tlp, audience: some(communities) };
    const organisations = Object.keys(ORGANISATIONS).map((name) => this.#actor(name as Organisation));
    return { tlp, audience: some([...organisations, ...communities, ...Object.keys(USERS).map((user) => `user_${user}`)]) };
  }

  /** A record of a kind that a user may see, as commands name it; undefined where there is none. */
  named(user: string, kind: string, fits: (record: WorldRecord) => boolean = () => true): string | undefined {
    const seen = this.records.filter(
      (record) =>
        record.kind === kind && !record.voided && !record.merged && this.sees(this.readers[user]!, record) && fits(record),
    );
    return seen.length > 0 ? `${kind}_${this.one(seen).id}` : undefined;
  }

  states(): string[] {
    return ['atland', 'borland'].map((name) => `actor_${this.#organisations.get(name)!}`);
  }

  /** Makes a record with a text of its own in `field`. @returns undefined where it is refused */
  async make(user: string, mutation: string, input: object, handling: Handling, field: string): Promise<WorldRecord | undefined> {
    const { kind, spec } = specs.get(mutation)!;
    const id = uuidOf(`record ${this.#counted}`, this.#namespace);
    const marker = this.#marker();
    const raw = { ...input, handling, [field]: field === 'note' ? marker : [{ language: 'en', text: `${marker} of ${kind}` }] };
    const receipt = await this.#execute(user, kind, spec, raw, id);
    if (!receipt) return undefined;
    const originator = this.#originator(user, input);
    const record: WorldRecord = { kind, id, handling: inLog(handling), originator, lines: [], voided: false, merged: false };
    this.records.push(record);
    this.#line(record, mutation, marker, receipt, record, true);
    return record;
  }

  /** Sends a command about a record; `say` makes its input from the marker of the line that it becomes. @returns whether it was recorded */
  async tell(user: string, record: WorldRecord, mutation: string, say: object | ((marker: string) => object)): Promise<boolean> {
    const marker = this.#marker();
    const input = typeof say === 'function' ? (say as (text: string) => object)(marker) : say;
    const before = { ...record };
    const receipt = await this.#execute(user, record.kind, specs.get(mutation)!.spec, {
      id: `${record.kind}_${record.id}`,
      ...input,
    });
    if (!receipt || receipt.length === 0) return false;
    const { handling } = input as { handling?: Handling };
    const originator = this.#originator(user, input);
    const own = { handling: handling ? inLog(handling) : before.handling, originator };
    const isRecords = JSON.stringify(own.handling) === JSON.stringify(before.handling);
    const isOwn = isSame(originator, before.originator);
    this.#line(record, mutation, marker, receipt, isRecords ? before : own, isRecords && isOwn);
    if (mutation === 'changeHandling') record.handling = inLog((input as { to: Handling }).to);
    if (mutation === 'voidRecord') record.voided = true;
    if (mutation === 'mergeActorInto') record.merged = true;
    this.#tie(mutation, record.id, input);
    return true;
  }

  #originator(user: string, { onBehalfOf }: { onBehalfOf?: string }): Originator {
    return { user, organisation: onBehalfOf?.replace('actor_', '') ?? this.#viewers.get(user)!.actor };
  }

  #tie(mutation: string, id: string, { parent, member }: { parent?: string; member?: string }): void {
    const other = (parent ?? member)?.replace('actor_', '');
    const tied = (this.#tied.get(id) ?? []).filter((one) => one !== other);
    if (['affiliateActor', 'addCommunityMember'].includes(mutation)) tied.push(other!);
    this.#tied.set(id, tied);
    this.#ties = undefined;
  }

  /** Takes note of what processes recorded. */
  async learn(): Promise<void> {
    const known = new Set(this.lines.flatMap(({ eventIds }) => eventIds));
    const records = new Map(this.records.map((record) => [record.id, record]));
    for await (const event of this.concord.service.store.readAll()) {
      if (known.has(event.id)) continue;
      const { kind, id } = parseStream(event.stream);
      const { handling, user, actor } = event.metadata;
      const said = { handling, originator: { user, organisation: actor } };
      const record = records.get(id) ?? { kind, id, ...said, lines: [], voided: false, merged: false };
      if (!records.has(id)) this.records.push(record);
      records.set(id, record);
      const isRecords = JSON.stringify(handling) === JSON.stringify(record.handling);
      this.#line(record, null, event.id, [event.id], isRecords ? { ...record } : said, record.lines.length === 0);
    }
  }

  #line(
    record: WorldRecord,
    mutation: string | null,
    marker: string,
    eventIds: readonly string[],
    { handling, originator }: Labelled,
    follows: boolean,
  ): void {
    const line = { record, mutation, marker, eventIds, handling, originator, follows };
    record.lines.push(line);
    this.lines.push(line);
  }

  #marker(): string {
    return `zq${this.#counted++}q`;
  }

  async #execute(
    user: string,
    kind: string,
    spec: CommandSpec,
    raw: object,
    newId?: string,
  ): Promise<readonly string[] | undefined> {
    const commandId = uuidOf(`command ${this.#counted}`, this.#namespace);
    const viewer = this.#viewers.get(user)!;
    const request = readCommand(kind, spec.type, { commandId, ...raw }, viewer, newId);
    const outcome = await this.concord.service.handler.execute(request);
    if (this.isSettling) await this.concord.settled();
    const became = `${spec.name} ${outcome.status === 'accepted' ? 'accepted' : outcome.refusal.code}`;
    this.outcomes.set(became, (this.outcomes.get(became) ?? 0) + 1);
    return outcome.status === 'accepted' ? outcome.receipt.eventIds : undefined;
  }
}

const CLEAR: Handling = { tlp: 'CLEAR', audience: [] };

function isSame(one: Originator, other: Originator): boolean {
  return one.organisation === null ? one.user === other.user : one.organisation === other.organisation;
}

/** A label as the log has it. */
function inLog({ tlp, audience }: Handling): Handling {
  return { tlp, audience: audience.map((member) => member.replace(/^actor_/, 'org:').replace(/^(community|user)_/, '$1:')) };
}
