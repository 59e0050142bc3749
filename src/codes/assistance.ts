/** What assistance is about, by what the conclusions ask of States. */
export const ASSISTANCE_SUBJECTS = {
  DEFINITION: 'Definition of soft targets',
  STRATEGY: 'Strategies and plans',
  LEGISLATION: 'Legislation',
  RISK_ASSESSMENT: 'Risk and threat assessment',
  HUMAN_RIGHTS: 'Compliance with human rights',
  PUBLIC_PRIVATE_PARTNERSHIP: 'Public-private partnership',
  COORDINATION: 'Coordination between agencies',
  INFORMATION_SHARING: 'Exchange of information',
  EARLY_WARNING: 'Warning and communication',
  CRISIS_MANAGEMENT: 'Contingency plans and crisis management',
  LAW_ENFORCEMENT: 'Law enforcement and criminal justice',
  SITE_PROTECTION: 'Protection of sites and events',
  AWARENESS: 'Awareness',
  OTHER: 'Something else',
} as const;
export type AssistanceSubject = keyof typeof ASSISTANCE_SUBJECTS;

/** What assistance is counted in, beside money. */
export const ASSISTANCE_UNITS = {
  PERSONS_TRAINED: 'Persons trained',
  ACTIVITIES: 'Workshops, courses, exercises and other activities',
  EXPERT_DAYS: 'Days of expert advice',
  DOCUMENTS: 'Laws, plans, procedures and other documents drafted or reviewed',
  EQUIPMENT_ITEMS: 'Pieces of equipment',
  SITES: 'Sites covered',
} as const;
export type AssistanceUnit = keyof typeof ASSISTANCE_UNITS;
