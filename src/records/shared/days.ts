/** The day of the last of some moments (ISO 8601); undefined where there is none. */
export function lastDay(moments: readonly (string | null | undefined)[]): string | undefined {
  return moments
    .flatMap((moment) => moment?.slice(0, 10) ?? [])
    .sort()
    .at(-1);
}
