import { type RequestContext } from '../../graphql/request-context.js';
import { type Services } from '../../graphql/schema/services.js';
import { type EventRow } from '../timeline/timeline.graphql.js';
import { correctedBy, newsOf, type Window } from './change-digest.query.js';
import { SentenceRenderer } from './sentence-renderer.js';
import { type Change, mannerOf } from './narration.js';

/** What the entries of one page of a digest read together. */
export class DigestPage {
  readonly #changes = new Map<number, Promise<ReadonlyMap<string, readonly Change[]>>>();
  readonly #renderers = new Map<string, SentenceRenderer>();

  constructor(
    readonly services: Services,
    readonly context: RequestContext,
    readonly window: Window,
    readonly ids: readonly string[],
  ) {}

  /** Tells in a language, falling back to those of the request. */
  renderer(language: string | null | undefined): SentenceRenderer {
    const { languages } = this.context;
    const wished = language ? [language, ...languages] : languages;
    const key = wished.join();
    const renderer = this.#renderers.get(key) ?? new SentenceRenderer(this.services, this.context, this.window.moment, wished);
    this.#renderers.set(key, renderer);
    return renderer;
  }

  /** The first so many changes of each record. */
  changes(most: number): Promise<ReadonlyMap<string, readonly Change[]>> {
    const changes = this.#changes.get(most) ?? this.#read(most);
    this.#changes.set(most, changes);
    return changes;
  }

  async #read(most: number): Promise<ReadonlyMap<string, readonly Change[]>> {
    const { pool } = this.services;
    const { keys } = this.context.viewer;
    const news = await newsOf(pool, keys, this.window, this.ids, most);
    const named = [...news.values()].flat().flatMap((row) => {
      const eventId = correctedId(row);
      return eventId === undefined ? [] : [{ record: row.id, eventId }];
    });
    const known = named.length > 0 ? await correctedBy(pool, keys, named) : [];
    const change = (row: EventRow): Change => {
      const manner = mannerOf(row, this.window.since);
      const target = manner === 'CORRECTED' ? known.find(({ event_id }) => event_id === correctedId(row)) : undefined;
      if (!target) return { row, manner };
      const earlier = known.filter((one) => correctedId(one) === target.event_id && BigInt(one.position) < BigInt(row.position));
      return { row, manner, corrects: { row: { ...target, $moment: row.$moment }, earlier } };
    };
    return new Map([...news].map(([id, rows]) => [id, rows.map(change)]));
  }
}

/** Id of the event that a correction corrects; undefined for other events. */
function correctedId({ type, data }: EventRow): string | undefined {
  return type === 'RecordCorrected' ? (data as { eventId: string }).eventId : undefined;
}
