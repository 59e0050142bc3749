import countries from 'i18n-iso-countries';

/** Whether a code is an ISO 3166-1 alpha-2 code, or XK, which users of the standard assign to Kosovo and IATI lists. */
export function isCountryCode(code: string): boolean {
  return /^[A-Z]{2}$/.test(code) && (code === 'XK' || countries.toAlpha3(code) !== undefined);
}
