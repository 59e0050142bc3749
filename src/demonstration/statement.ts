/** The briefing that the demonstration records. */
export const BRIEFING =
  'CTED, virtual open briefing of the Counter-Terrorism Committee on “Protection of ‘soft’ targets against terrorist attacks”, 27 January 2021';

/** One statement of the briefing, as a command. */
export interface Statement {
  /** Number of the statement in the domain's reading of the source: `S24`. */
  readonly source: string;
  /** Kind of the record that the command is for, and a name that tells it from the others of its kind. */
  readonly record: readonly [kind: string, name: string];
  /** Its mutation. */
  readonly command: string;
  /** Fields beside id, handling, source and occurredAt; names of actors stand as `@UNODC`, of other records as `@capacityActivity:Side event 2018`. */
  readonly input: object;
  /** When it happened, as the source says. */
  readonly on?: string;
  /** The actor that says so, where it is not CTED. */
  readonly by?: string;
}

export const en = (text: string) => [{ language: 'en', text }];
