/** The Admiralty code (NATO AJP-2.1): how far a source is to be relied on, whatever it says this time. */
export const RELIABILITIES = {
  A: 'Completely reliable',
  B: 'Usually reliable',
  C: 'Fairly reliable',
  D: 'Not usually reliable',
  E: 'Unreliable',
  F: 'Reliability cannot be judged',
} as const;
export type Reliability = keyof typeof RELIABILITIES;

/** The Admiralty code: how far what is said is to be believed, whoever says it. */
export const CREDIBILITIES = {
  1: 'Confirmed by other sources',
  2: 'Probably true',
  3: 'Possibly true',
  4: 'Doubtful',
  5: 'Improbable',
  6: 'Truth cannot be judged',
} as const;

/** Threat levels of the United Nations Security Level System, from the lowest to the highest. */
export const THREAT_LEVELS = ['MINIMAL', 'LOW', 'MODERATE', 'SUBSTANTIAL', 'HIGH', 'EXTREME'] as const;
