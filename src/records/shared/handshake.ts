/** A party to something that takes effect by agreement. */
export interface Side {
  readonly actor: string;
  /** True: it agreed; false: it declined; null: it has not said yet. */
  readonly agreed: boolean | null;
}

/** The sides with what one of them answered, and what else is said of it. */
export function answering<S extends Side>(
  sides: readonly S[],
  actor: string,
  agreed: boolean,
  more: Partial<S> = {},
): readonly S[] {
  return sides.map((one) => (one.actor === actor ? { ...one, ...more, agreed } : one));
}

/** The sides that agreed. */
export function agreeing<S extends Side>(sides: readonly S[]): readonly S[] {
  return sides.filter(({ agreed }) => agreed === true);
}

/** Whether this side has agreed. */
export function hasAgreed(sides: readonly Side[], actor: string): boolean {
  return sides.some((one) => one.actor === actor && one.agreed === true);
}
