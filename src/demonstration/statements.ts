import { THEMES } from '../codes/themes.js';
import { instruments, materials, programmes, trends } from './materials.js';
import { en, type Statement } from './statement.js';

const ACTORS: readonly (readonly [name: string, source: string, kind: string, english: string])[] = [
  ['CTC', 'S1', 'COMMITTEE', 'United Nations Security Council Counter-Terrorism Committee'],
  ['CTED', 'S1', 'UN_ENTITY', 'United Nations Security Council Counter-Terrorism Committee Executive Directorate'],
  ['UNOCT', 'S24', 'UN_ENTITY', 'United Nations Office of Counter-Terrorism'],
  ['UNCCT', 'S24', 'UN_ENTITY', 'United Nations Counter-Terrorism Centre'],
  ['UNODC', 'S24', 'UN_ENTITY', 'United Nations Office on Drugs and Crime'],
  ['INTERPOL', 'S24', 'INTL_ORG', 'International Criminal Police Organization'],
  ['WCO', 'S24', 'INTL_ORG', 'World Customs Organization'],
  ['GRN', 'S28', 'NETWORK', 'CTED Global Research Network'],
  ['GCTF', 'S28', 'FORUM', 'Global Counterterrorism Forum'],
  ['ICAO', 'S31', 'UN_ENTITY', 'International Civil Aviation Organization'],
  // The source says WHO; the World Customs Organization is elsewhere in it. What the source says stands.
  ['WHO', 'S31', 'UN_ENTITY', 'World Health Organization'],
  ['CAERT', 'S31', 'REGIONAL_ORG', 'African Centre for the Study and Research on Terrorism'],
  ['OSCE', 'S32', 'REGIONAL_ORG', 'Organization for Security and Co-operation in Europe'],
];

/** Acronyms of names in French. */
const FRENCH = ['CAERT'];

const actors = ACTORS.map(([name, source, actorKind, english]): Statement => ({
  source,
  record: ['actor', name],
  command: 'registerActor',
  input: {
    actorKind,
    name: en(english),
    otherNames: [{ kind: 'ACRONYM', language: FRENCH.includes(name) ? 'fr' : 'en', text: name }],
  },
}));

const contacts = [
  ['WEBSITE', undefined, 'https://www.un.org/sc/ctc/'],
  ['SOCIAL', 'Twitter', '@un_cted'],
  ['SOCIAL', 'Facebook', '@UnitedNationsCTED'],
  ['SOCIAL', 'Instagram', '@un_cted'],
  ['SOCIAL', 'Flickr', 'un_cted'],
  ['SOCIAL', 'YouTube', 'United Nations CTED'],
].map(([channel, label, value]): Statement => ({
  source: 'S47',
  record: ['actor', 'CTED'],
  command: 'setActorContactPoint',
  input: { channel, label, value },
}));

const bonds: readonly Statement[] = [
  { source: 'S24', record: ['actor', 'UNCCT'], command: 'affiliateActor', input: { parent: '@UNOCT', kind: 'PART_OF' } },
  { source: 'S1', record: ['actor', 'CTED'], command: 'affiliateActor', input: { parent: '@CTC', kind: 'REPORTS_TO' } },
  agreed('S24', 'UNCCT', 'UNOCT', 'PART_OF'),
  agreed('S1', 'CTED', 'CTC', 'REPORTS_TO'),
  { source: 'S25', record: ['actor', 'CTED'], command: 'grantActorRole', input: { role: 'ASSESSOR' } },
  { source: 'S25', record: ['actor', 'CTED'], command: 'grantActorRole', input: { role: 'COORDINATOR' } },
];

/** What the briefing states as a fact, its parent has agreed to. */
function agreed(source: string, name: string, parent: string, kind: string): Statement {
  return {
    source,
    record: ['actor', name],
    command: 'agreeActorAffiliation',
    by: parent,
    input: { parent: `@${parent}`, kind },
  };
}

/** A partnership with its founding parties, each of which endorses it. */
function founded(source: string, name: string, on: string, terms: object, founders: readonly string[]): Statement[] {
  const record = ['partnership', name] as const;
  return [
    {
      source,
      record,
      command: 'proposePartnership',
      on,
      input: { ...terms, founders: founders.map((one) => `@${one}`) },
    },
    ...founders.map((by): Statement => ({ source, record, command: 'endorsePartnership', on, by, input: {} })),
    { source, record, command: 'activatePartnership', on, input: {} },
  ];
}

const partnerships = [
  ...founded(
    'S26',
    'Compact',
    '2018',
    {
      name: en('Global Counter-Terrorism Coordination Compact'),
      purpose: en(
        'Coordination of the counter-terrorism work of 36 United Nations entities, INTERPOL and the World Customs Organization (2018).',
      ),
      kind: 'COMPACT',
      level: 'INTERNATIONAL',
      sector: 'PUBLIC',
      modalities: ['INFORMATION_SHARING', 'GOOD_PRACTICE_EXCHANGE', 'TECHNICAL_ASSISTANCE'],
    },
    ['UNOCT', 'CTED', 'UNODC', 'INTERPOL', 'WCO'],
  ),
  ...founded(
    'S28',
    'Research',
    '2021',
    {
      name: en('CTED and its Global Research Network'),
      purpose: en('Partnership with research and academia.'),
      kind: 'NETWORK',
      level: 'INTERNATIONAL',
      sector: 'PUBLIC',
      modalities: ['RESEARCH', 'GOOD_PRACTICE_EXCHANGE'],
    },
    ['CTED', 'GRN'],
  ),
];

/** An activity with the days on which it was held. */
function heldActivity(
  source: string,
  name: string,
  days: readonly [start: string, end: string],
  plan: object,
  planned = days[0],
): Statement[] {
  const [start, end] = days;
  return [
    {
      source,
      record: ['capacityActivity', name],
      command: 'planActivity',
      on: planned.slice(0, 10),
      input: { ...plan, plannedStart: start, plannedEnd: end },
    },
    { source, record: ['capacityActivity', name], command: 'recordActivityHeld', on: end, input: { start, end } },
  ];
}

const workshop = (english: string, regions: readonly string[]) => ({
  activityKind: 'WORKSHOP',
  title: en(english),
  description: en('Awareness raising, 2019. The source gives the year alone, so its first and last day stand here.'),
  host: '@UNOCT',
  coOrganisers: ['@CTED', '@INTERPOL'],
  participants: ['@UNODC', '@ICAO', '@WHO', '@CAERT', '@GCTF'],
  regions,
  aims: ['AWARENESS', 'KNOWLEDGE_EXCHANGE'],
  audienceKinds: ['STATE'],
  themes: ['CO-05'],
  targetScope: 'SOFT_TARGETS',
});

const activities = [
  ...heldActivity('S1', 'Briefing 2021', ['2021-01-27', '2021-01-27'], {
    activityKind: 'BRIEFING',
    title: en('Protection of “soft” targets against terrorist attacks'),
    description: en(
      'What CTC and CTED assessments address; the challenges, threats and trends they see (S13 to S22, S37); conclusions for Member States (S38 to S46).',
    ),
    host: '@CTC',
    mode: 'VIRTUAL',
    aims: ['AWARENESS', 'KNOWLEDGE_EXCHANGE'],
    audienceKinds: ['STATE', 'INTL_ORG', 'REGIONAL_ORG', 'PRIVATE', 'ACADEMIA', 'CIVIL_SOCIETY', 'COMMUNITY'],
    themes: Object.keys(THEMES),
    targetScope: 'SOFT_TARGETS',
    instruments: ['S/RES/2396 (2017)'],
  }),
  ...heldActivity('S30', 'Briefing 2019', ['2019-06-27', '2019-06-27'], {
    activityKind: 'BRIEFING',
    title: en('Protection of soft targets through local engagement and public-private partnerships'),
    host: '@CTC',
    aims: ['AWARENESS'],
    themes: ['CH-08', 'CO-04'],
    targetScope: 'SOFT_TARGETS',
  }),
  ...heldActivity('S12', 'Side event 2018', ['2018-06-28', '2018-06-28'], {
    activityKind: 'SIDE_EVENT',
    title: en('Compendium of good practices on the protection of critical infrastructure against terrorist attacks'),
    description: en(
      'On the margins of the High-level Conference of Heads of Counter-Terrorism Agencies, 1.15 p.m., conference room E.',
    ),
    host: '@CTED',
    place: 'United Nations, conference room E',
    aims: ['AWARENESS'],
    targetScope: 'CRITICAL_INFRASTRUCTURE',
    promotes: ['Compendium of good practices on the protection of critical infrastructure against terrorist attacks'],
  }),
  ...heldActivity(
    'S31',
    'Workshop SEA',
    ['2019-01-01', '2019-12-31'],
    workshop('Regional workshop for South-East Asia', ['X-SEA']),
  ),
  ...heldActivity('S31', 'Workshop Africa', ['2019-01-01', '2019-12-31'], workshop('Regional workshop for Africa', ['002'])),
  ...heldActivity(
    'S32',
    'Workshop SEE',
    ['2019-01-01', '2021-01-27'],
    {
      activityKind: 'WORKSHOP',
      title: en('OSCE workshop for South-East Europe'),
      description: en('The source gives no date: it was held by the day of the briefing.'),
      host: '@OSCE',
      coOrganisers: ['@CTED'],
      regions: ['X-SEE'],
      aims: ['AWARENESS'],
      themes: ['CO-05'],
      instruments: ['S/RES/2341 (2017)'],
      targetScope: 'BOTH',
    },
    '2019',
  ),
];

/** The statements of the briefing that are facts of their own, in an order in which they can be recorded. */
export const statements: readonly Statement[] = [
  ...actors,
  ...contacts,
  ...bonds,
  ...partnerships,
  ...instruments,
  ...activities,
  ...materials,
  ...programmes,
  ...trends,
];
