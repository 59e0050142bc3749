/** Region groups of our own, where UN M49 has none that says the same. South-East Asia and South-East Europe differ: there is no "SE". */
export const REGION_GROUPS: Readonly<Record<string, string>> = {
  'X-SEA': 'South-East Asia',
  'X-SEE': 'South-East Europe',
};

/** Whether a code is a UN M49 code (three digits) or one of our own region groups. */
export function isRegionCode(code: string): boolean {
  return /^\d{3}$/.test(code) || Object.hasOwn(REGION_GROUPS, code);
}
