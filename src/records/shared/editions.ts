/** An edition of a publication, or a version of a text: numbers begin with 1 and rise by one (rule `editions-in-order`). */
export interface Edition {
  readonly number: number;
}

/** The number of the edition after these. */
export function nextNumber(editions: readonly Edition[]): number {
  return Math.max(0, ...editions.map(({ number }) => number)) + 1;
}

/** The edition of a number, if it is on record. */
export function numbered<E extends Edition>(editions: readonly E[], number: number): E | undefined {
  return editions.find((one) => one.number === number);
}

/** The editions, in order of number, with what is said of one: of a number on record, or of another that `blank` says nothing of. */
export function withEdition<E extends Edition>(editions: readonly E[], blank: E, said: Partial<E>): readonly E[] {
  const { number } = blank;
  const others = editions.filter((one) => one.number !== number);
  return [...others, { ...(numbered(editions, number) ?? blank), ...said }].sort((a, b) => a.number - b.number);
}
