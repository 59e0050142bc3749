/** Kinds of actor. Donor is a role, not a kind. */
export const ACTOR_KINDS = [
  'STATE',
  'NATIONAL_AGENCY',
  'LOCAL_AUTHORITY',
  'INTL_ORG',
  'REGIONAL_ORG',
  'SUBREGIONAL_ORG',
  'UN_ENTITY',
  'PRIVATE',
  'ACADEMIA',
  'CIVIL_SOCIETY',
  'COMMUNITY',
  'NETWORK',
  'FORUM',
  'COMMITTEE',
] as const;
export type ActorKind = (typeof ACTOR_KINDS)[number];

/** OrganisationType of IATI 2.03 (https://iatistandard.org/en/iati-standard/203/codelists/organisationtype/). */
export const IATI_ORGANISATION_TYPES: Readonly<Record<string, string>> = {
  '10': 'Government',
  '11': 'Local Government',
  '15': 'Other Public Sector',
  '21': 'International NGO',
  '22': 'National NGO',
  '23': 'Regional NGO',
  '24': 'Partner Country based NGO',
  '30': 'Public Private Partnership',
  '40': 'Multilateral',
  '60': 'Foundation',
  '70': 'Private Sector',
  '71': 'Private Sector in Provider Country',
  '72': 'Private Sector in Aid Recipient Country',
  '73': 'Private Sector in Third Country',
  '80': 'Academic, Training and Research',
  '90': 'Other',
};

/** IATI OrganisationType of each kind of actor (the nearest there is). */
export const IATI_TYPE_OF_KIND: Readonly<Record<ActorKind, string>> = {
  STATE: '10',
  NATIONAL_AGENCY: '10',
  LOCAL_AUTHORITY: '11',
  INTL_ORG: '40',
  REGIONAL_ORG: '40',
  SUBREGIONAL_ORG: '40',
  UN_ENTITY: '40',
  PRIVATE: '70',
  ACADEMIA: '80',
  CIVIL_SOCIETY: '22',
  COMMUNITY: '22',
  NETWORK: '21',
  FORUM: '40',
  COMMITTEE: '40',
};

/** Kind of actor of each IATI OrganisationType. */
export const KIND_OF_IATI_TYPE: Readonly<Record<string, ActorKind>> = {
  '10': 'NATIONAL_AGENCY',
  '11': 'LOCAL_AUTHORITY',
  '15': 'NATIONAL_AGENCY',
  '21': 'CIVIL_SOCIETY',
  '22': 'CIVIL_SOCIETY',
  '23': 'CIVIL_SOCIETY',
  '24': 'CIVIL_SOCIETY',
  '30': 'NETWORK',
  '40': 'INTL_ORG',
  '60': 'CIVIL_SOCIETY',
  '70': 'PRIVATE',
  '71': 'PRIVATE',
  '72': 'PRIVATE',
  '73': 'PRIVATE',
  '80': 'ACADEMIA',
  '90': 'CIVIL_SOCIETY',
};
