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
