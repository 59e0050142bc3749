/** A region: its name, the regions that it is part of, and its countries (ISO 3166-1 alpha-2) where it has no regions of its own. */
export interface Region {
  readonly name: string;
  readonly within: readonly string[];
  readonly countries: readonly string[];
}

const region = (name: string, within = '', countries = ''): Region => ({
  name,
  within: list(within),
  countries: list(countries),
});

function list(codes: string): string[] {
  return codes.split(' ').filter((code) => code !== '');
}

/**
 * Region groups of our own. South-East Asia and South-East Europe differ: there is no "SE". X-SEA is M49's 035 under a name that cannot be mistaken;
 * X-SEE, for which M49 has no region, is the participants of the South-East European Cooperation Process.
 */
export const REGION_GROUPS: Readonly<Record<string, Region>> = {
  'X-SEA': region('South-East Asia', '142', 'BN ID KH LA MM MY PH SG TH TL VN'),
  'X-SEE': region('South-East Europe', '', 'AL BA BG GR HR MD ME MK RO RS SI TR XK'),
  'X-EXE': region('Exercise region, of invented States alone'),
};

/**
 * Regions of UN M49 (https://unstats.un.org/unsd/methodology/m49/), from the world down to the subregions. TW and XK have no M49 code and stand where
 * their neighbours do.
 */
export const M49_REGIONS: Readonly<Record<string, Region>> = {
  '001': region('World'),
  '002': region('Africa', '001'),
  '015': region('Northern Africa', '002', 'DZ EG EH LY MA SD TN'),
  '202': region('Sub-Saharan Africa', '002'),
  '011': region('Western Africa', '202', 'BF BJ CI CV GH GM GN GW LR ML MR NE NG SH SL SN TG'),
  '014': region('Eastern Africa', '202', 'BI DJ ER ET IO KE KM MG MU MW MZ RE RW SC SO SS TF TZ UG YT ZM ZW'),
  '017': region('Middle Africa', '202', 'AO CD CF CG CM GA GQ ST TD'),
  '018': region('Southern Africa', '202', 'BW LS NA SZ ZA'),
  '019': region('Americas', '001'),
  '003': region('North America', '019'),
  '021': region('Northern America', '003', 'BM CA GL PM US'),
  '419': region('Latin America and the Caribbean', '019'),
  '005': region('South America', '419', 'AR BO BR BV CL CO EC FK GF GS GY PE PY SR UY VE'),
  '013': region('Central America', '003 419', 'BZ CR GT HN MX NI PA SV'),
  '029': region('Caribbean', '003 419', 'AG AI AW BB BL BQ BS CU CW DM DO GD GP HT JM KN KY LC MF MQ MS PR SX TC TT VC VG VI'),
  '010': region('Antarctica', '001', 'AQ'),
  '142': region('Asia', '001'),
  '030': region('Eastern Asia', '142', 'CN HK JP KP KR MN MO TW'),
  '034': region('Southern Asia', '142', 'AF BD BT IN IR LK MV NP PK'),
  '035': region('South-eastern Asia', '142', 'BN ID KH LA MM MY PH SG TH TL VN'),
  '143': region('Central Asia', '142', 'KG KZ TJ TM UZ'),
  '145': region('Western Asia', '142', 'AE AM AZ BH CY GE IL IQ JO KW LB OM PS QA SA SY TR YE'),
  '150': region('Europe', '001'),
  '039': region('Southern Europe', '150', 'AD AL BA ES GI GR HR IT ME MK MT PT RS SI SM VA XK'),
  '151': region('Eastern Europe', '150', 'BG BY CZ HU MD PL RO RU SK UA'),
  '154': region('Northern Europe', '150', 'AX DK EE FI FO GB GG IE IM IS JE LT LV NO SE SJ'),
  '155': region('Western Europe', '150', 'AT BE CH DE FR LI LU MC NL'),
  '009': region('Oceania', '001'),
  '053': region('Australia and New Zealand', '009', 'AU CC CX HM NF NZ'),
  '054': region('Melanesia', '009', 'FJ NC PG SB VU'),
  '057': region('Micronesia', '009', 'FM GU KI MH MP NR PW UM'),
  '061': region('Polynesia', '009', 'AS CK NU PF PN TK TO TV WF WS'),
};

/** Regions of UN M49 and our own region groups. */
export const REGIONS: Readonly<Record<string, Region>> = { ...M49_REGIONS, ...REGION_GROUPS };

/** Whether a code is a region of UN M49 or one of our own region groups. A country is named by its own code, not by M49's. */
export function isRegionCode(code: string): boolean {
  return Object.hasOwn(REGIONS, code);
}

/** Regions that a country or region is part of, the nearest first, as far as the world. */
export function regionsAround(code: string): string[] {
  const near = REGIONS[code]?.within ?? Object.keys(REGIONS).filter((one) => REGIONS[one]!.countries.includes(code));
  return [...new Set([...near, ...near.flatMap(regionsAround)])];
}

/** Countries of a region (ISO 3166-1 alpha-2); a country is its own. */
export function countriesOf(code: string): string[] {
  const { countries } = REGIONS[code] ?? { countries: [code] };
  const parts = Object.keys(REGIONS).filter((one) => REGIONS[one]!.within.includes(code));
  return [...new Set([...countries, ...parts.flatMap(countriesOf)])];
}

const MEMBERS = Object.keys(REGIONS).map((code) => [code, countriesOf(code)] as const);

/** The countries and regions that have a country in common with one of the given ones, these included: where something is that concerns them. */
export function overlapping(codes: readonly string[]): string[] {
  const countries = new Set(codes.flatMap(countriesOf));
  const regions = MEMBERS.filter(([, members]) => members.some((country) => countries.has(country)));
  return [...new Set([...codes, ...countries, ...regions.map(([code]) => code)])];
}
