/** Region groups of our own, where UN M49 has none that says the same. South-East Asia and South-East Europe differ: there is no "SE". */
export const REGION_GROUPS: Readonly<Record<string, string>> = {
  'X-SEA': 'South-East Asia',
  'X-SEE': 'South-East Europe',
  'X-EXE': 'Exercise region, of invented States alone',
};

/** Regions of UN M49 (https://unstats.un.org/unsd/methodology/m49/), from the world down to the subregions. */
export const M49_REGIONS: Readonly<Record<string, string>> = {
  '001': 'World',
  '002': 'Africa',
  '015': 'Northern Africa',
  '202': 'Sub-Saharan Africa',
  '011': 'Western Africa',
  '014': 'Eastern Africa',
  '017': 'Middle Africa',
  '018': 'Southern Africa',
  '019': 'Americas',
  '003': 'North America',
  '021': 'Northern America',
  '419': 'Latin America and the Caribbean',
  '005': 'South America',
  '013': 'Central America',
  '029': 'Caribbean',
  '010': 'Antarctica',
  '142': 'Asia',
  '030': 'Eastern Asia',
  '034': 'Southern Asia',
  '035': 'South-eastern Asia',
  '143': 'Central Asia',
  '145': 'Western Asia',
  '150': 'Europe',
  '039': 'Southern Europe',
  '151': 'Eastern Europe',
  '154': 'Northern Europe',
  '155': 'Western Europe',
  '009': 'Oceania',
  '053': 'Australia and New Zealand',
  '054': 'Melanesia',
  '057': 'Micronesia',
  '061': 'Polynesia',
};

/** Whether a code is a region of UN M49 or one of our own region groups. A country is named by its own code, not by M49's. */
export function isRegionCode(code: string): boolean {
  return Object.hasOwn(M49_REGIONS, code) || Object.hasOwn(REGION_GROUPS, code);
}
