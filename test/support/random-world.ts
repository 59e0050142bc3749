import { Authenticator } from '../../src/access/authenticator.js';
import { type Viewer } from '../../src/access/viewer.js';
import { type Handling, TLP } from '../../src/event-sourcing/envelope.js';
import { uuidOf } from '../../src/event-sourcing/identity.js';
import { commonCommands } from '../../src/graphql/commands/common.js';
import { type CommandSpec, readCommand } from '../../src/graphql/commands/registry.js';
import { recordModules } from '../../src/records/index.js';
import { type TestService } from './service.js';
import { type Affiliations, type Labelled, mayRead, type Originator, type Reader } from './visibility-model.js';

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
  readonly eventIds: readonly string[];
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
  readonly parents: Record<string, string[]> = {};
  /** Commands by what became of them. */
  readonly outcomes = new Map<string, number>();
  readonly #viewers = new Map<string, Viewer>();
  readonly #organisations = new Map<string, string>();
  readonly #namespace: string;
  #state: number;
  #counted = 0;

  constructor(
    readonly concord: TestService,
    seed: number,
  ) {
    this.#namespace = uuidOf(`world ${seed}`, '6ba7b811-9dad-11d1-80b4-00c04fd430c8');
    this.#state = seed;
  }

  /** Registers organisations and their affiliations, and gives every user a key. */
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
    this.readers.clerk = { user: 'clerk', organisation: null };
    for (const [name, [actorKind, country, parent]] of Object.entries(ORGANISATIONS)) {
      const { id } = (await this.make('clerk', 'registerActor', { actorKind, country: country ?? undefined }, CLEAR, 'name'))!;
      this.#organisations.set(name, id);
      if (parent) await this.affiliate(name as Organisation, parent);
    }
    await concord.settled();
    for (const [user, name] of Object.entries(USERS)) {
      const organisation = name && this.#organisations.get(name)!;
      const key = await concord.key({
        user,
        actor: organisation ?? undefined,
        roles: name ? ['MEMBER', 'COORDINATOR'] : ['READER'],
      });
      this.keys[user] = key;
      this.readers[user] = { user, organisation };
      this.#viewers.set(user, await new Authenticator(concord.keys).authenticate(`Bearer ${key}`));
    }
  }

  async affiliate(name: Organisation, parent: Organisation): Promise<void> {
    const [child, above] = [this.#organisations.get(name)!, this.#organisations.get(parent)!];
    const record = this.records.find(({ id }) => id === child)!;
    await this.tell('clerk', record, 'affiliateActor', { parent: `actor_${above}`, kind: 'PART_OF' });
    (this.parents[child] ??= []).push(above);
  }

  get affiliations(): Affiliations {
    return this.parents;
  }

  /** Users who record. */
  get members(): string[] {
    return Object.keys(USERS).filter((user) => USERS[user] !== null);
  }

  organisationOf(user: string): string {
    return `actor_${this.readers[user]!.organisation}`;
  }

  sees(reader: Reader, labelled: Labelled): boolean {
    return mayRead(reader, labelled.handling, labelled.originator, this.parents);
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
    if (tlp === 'CLEAR' || tlp === 'GREEN') return { tlp, audience: [] };
    return { tlp, audience: some([...this.#organisations.values()]).map((id) => `actor_${id}`) };
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
    const originator = { user, organisation: this.#viewers.get(user)!.actor };
    const record: WorldRecord = { kind, id, handling: inLog(handling), originator, lines: [], voided: false, merged: false };
    this.records.push(record);
    this.#line(record, marker, receipt);
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
    this.#line(record, marker, receipt, before.handling);
    if (mutation === 'changeHandling') record.handling = inLog((input as { to: Handling }).to);
    if (mutation === 'voidRecord') record.voided = true;
    if (mutation === 'mergeActorInto') record.merged = true;
    return true;
  }

  #line(record: WorldRecord, marker: string, eventIds: readonly string[], handling = record.handling): void {
    const line = { record, marker, eventIds, handling, originator: record.originator };
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
    const became = `${spec.name} ${outcome.status === 'accepted' ? 'accepted' : outcome.refusal.code}`;
    this.outcomes.set(became, (this.outcomes.get(became) ?? 0) + 1);
    return outcome.status === 'accepted' ? outcome.receipt.eventIds : undefined;
  }
}

const CLEAR: Handling = { tlp: 'CLEAR', audience: [] };

/** A label as the log has it. */
function inLog({ tlp, audience }: Handling): Handling {
  return { tlp, audience: audience.map((member) => member.replace(/^actor_/, 'org:').replace(/^user_/, 'user:')) };
}
