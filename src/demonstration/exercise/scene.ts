import { createHash } from 'node:crypto';
import { v5 as uuidV5 } from 'uuid';
import { OWN_USERS, type Viewer } from '../../access/viewer.js';
import { type Handling } from '../../event-sourcing/envelope.js';
import { eventIdOf } from '../../event-sourcing/identity.js';
import { toGlobalId } from '../../graphql/global-id.js';

/** Ids of the exercise are made from its seed and the names of its records (uuid v5). */
const NAMESPACE = 'd1a7c8a0-93a1-5b5e-8f39-4c1c2f0e6b55';
/** The two years of the exercise begin on the day after the month of the briefing. */
const FIRST_DAY = Date.parse('2021-02-01');
export const LAST_DAY = 729;

/** The exercise's directing staff: it records what the fictional actors say, and sets the thresholds of the installation. */
export const STAFF: Viewer = {
  user: OWN_USERS.exercise,
  actor: null,
  roles: ['COORDINATOR', 'ADMINISTRATOR'],
  coordinates: 'ALL',
  keys: ['public', 'members', `user:${OWN_USERS.exercise}`],
};

/** One statement of the exercise: a command, by whom, and when it happened and was told. */
export interface Line {
  readonly kind: string;
  /** UUID of the record. */
  readonly id: string;
  readonly commandId: string;
  /** What the record is called in the exercise, and which of its statements this is. */
  readonly name: string;
  /** Its mutation. */
  readonly command: string;
  readonly input: object;
  /** Day on which it happened; none for a label, which changes when it is reported. */
  readonly on?: string;
  /** Number of the day on which it is reported: what is reported later is recorded later. */
  readonly told: number;
  /** UUID of the actor that says so. */
  readonly by?: string;
  readonly handling?: Handling;
}

/** How a statement is reported, where not by the exercise's directing staff and not on the day on which it happened. */
export interface Telling {
  /** Public id of the actor that says so. */
  readonly by?: string;
  /** Label and audience of a record that is made; CLEAR, if left out. */
  readonly handling?: Handling;
  /** Number of the day on which it is reported: later than it happened, for a late report. */
  readonly told?: number;
}

/** A part of the exercise: it tells its records into a scene. */
export type Chapter = (scene: Scene) => void;

/** What a chapter tells with: names of records, days, choices made from the seed. The same seed gives the same choices, whatever other chapters do. */
export class Scene {
  readonly lines: Line[] = [];
  readonly #stories = new Map<string, Story>();
  readonly #random: () => number;

  constructor(
    readonly seed: number,
    readonly chapter: string,
  ) {
    this.#random = randomFrom(`${seed} ${chapter}`);
  }

  /** Public id of a record of the exercise, by its kind and name, in whatever chapter it is reported. */
  ref(kind: string, name: string): string {
    return toGlobalId(kind, this.idOf(kind, name));
  }

  actor(name: string): string {
    return this.ref('actor', name);
  }

  idOf(kind: string, name: string): string {
    return uuidV5(`${this.seed} ${kind} ${name}`, NAMESPACE);
  }

  /** A record to be told, or told on. */
  record(kind: string, name: string): Story {
    const ref = this.ref(kind, name);
    const story = this.#stories.get(ref) ?? new Story(this, kind, name);
    this.#stories.set(ref, story);
    return story;
  }

  /** A whole number from `least` to `most`. */
  number(least: number, most: number): number {
    return least + Math.floor(this.#random() * (most - least + 1));
  }

  chance(share: number): boolean {
    return this.#random() < share;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.number(0, from.length - 1)]!;
  }

  /** A list from which one is dealt after the other, round and round, from a place that is chosen: each has its turn. */
  deal<T>(from: readonly T[]): () => T {
    let next = this.number(0, from.length - 1);
    return () => from[next++ % from.length]!;
  }

  /** So many of a list, in the order of the list. */
  some<T>(from: readonly T[], count: number): T[] {
    const left = from.map((_, i) => i);
    while (left.length > count) left.splice(this.number(0, left.length - 1), 1);
    return left.map((i) => from[i]!);
  }
}

/** One record of the exercise, told statement by statement. */
export class Story {
  readonly ref: string;
  #told = 0;
  #count = 0;

  constructor(
    readonly scene: Scene,
    readonly kind: string,
    readonly name: string,
  ) {
    this.ref = scene.ref(kind, name);
  }

  /**
   * Tells what happened on a day, or (without one) what holds from when it is reported. Statements are recorded in the order in which they are reported, so one about an
   * earlier day is a late report.
   * @returns the id of the statement's first event
   */
  say(command: string, on: number | undefined, input: object = {}, { by, handling, told }: Telling = {}): string {
    const { scene, kind, name } = this;
    const id = scene.idOf(kind, name);
    const commandId = uuidV5(`${scene.chapter} ${this.#count++}`, id);
    this.#told = Math.max(this.#told, told ?? on ?? 0);
    scene.lines.push({
      kind,
      id,
      commandId,
      name: `${name}, statement ${this.#count}`,
      command,
      input,
      ...(on === undefined ? {} : { on: day(on) }),
      told: this.#told,
      ...(by === undefined ? {} : { by }),
      ...(handling === undefined ? {} : { handling }),
    });
    return eventIdOf(STAFF.user, commandId);
  }
}

/** The day of this number, from 0: `2021-02-01`. */
export function day(number: number): string {
  return new Date(FIRST_DAY + number * 86_400_000).toISOString().slice(0, 10);
}

/** A text of the exercise, marked as such, as titles and names have it. */
export function marked(english: string) {
  return [{ language: 'en', text: `Exercise: ${english}` }];
}

export function en(english: string) {
  return [{ language: 'en', text: english }];
}

/** An invented document, with a SHA-256 that follows from its title. */
export function document(title: string) {
  const hash = createHash('sha256').update(title).digest('hex');
  return { url: `https://exercise.invalid/documents/${hash.slice(0, 8)}`, hash, title: `Exercise: ${title}` };
}

/** Numbers from 0 to 1 that follow from a text: mulberry32, seeded by its digest. */
function randomFrom(text: string): () => number {
  let state = createHash('sha256').update(text).digest().readUInt32LE();
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
