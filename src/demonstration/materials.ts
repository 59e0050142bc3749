import { THEMES } from '../codes/themes.js';
import { en, type Statement } from './statement.js';

export const instruments = [
  ['S2', 'S/RES/2396 (2017)', [], ['CO-01', 'CO-02', 'CO-04', 'CO-05', 'CO-06']],
  ['S33', 'S/RES/2341 (2017)', ['CIVIL_AVIATION'], []],
].map(([source, symbol, sectors, themes]): Statement => ({
  source: source as string,
  record: ['instrument', symbol as string],
  command: 'registerInstrument',
  on: '2017',
  input: {
    instrumentKind: 'RESOLUTION',
    symbol,
    title: en(`Security Council resolution ${(symbol as string).slice(6)}`),
    sectors,
    themes,
  },
}));

/** Guidance that the briefing shows or calls upcoming. It names no publisher, so CTED stands, which announced it, and no day, so none does. */
function initiated(source: string, name: string, guidanceKind: string, title: string, on?: string): Statement {
  const input = {
    guidanceKind,
    title: en(title),
    description: en('The source names no publisher; CTED presented it.'),
    publishers: ['@CTED'],
  };
  return { source, record: ['guidanceMaterial', name], command: 'initiateGuidance', on, input };
}

const COMPENDIUM = ['guidanceMaterial', 'Compendium'] as const;
export const materials: readonly Statement[] = [
  initiated(
    'S12',
    'Compendium',
    'COMPENDIUM',
    'Compendium of good practices on the protection of critical infrastructure against terrorist attacks',
    '2018-06-28',
  ),
  // Publication needs the SHA-256 of the document, which the source does not give: the edition stands as announced.
  { source: 'S12', record: COMPENDIUM, command: 'announceEdition', on: '2018-06-28', input: { edition: 1 } },
  {
    source: 'S12',
    record: COMPENDIUM,
    command: 'promoteGuidance',
    on: '2018-06-28',
    input: { activity: '@capacityActivity:Side event 2018' },
  },
  { source: 'S35', record: COMPENDIUM, command: 'announceEdition', input: { edition: 2 } },
  {
    source: 'S35',
    record: COMPENDIUM,
    command: 'announceAddendum',
    input: { edition: 2, title: en('Thematic addendum on the protection of “soft” targets') },
  },
  initiated(
    'S36',
    'Guidelines',
    'GUIDELINE',
    'Technical guidelines on preventing terrorists from acquiring weapons, explosives and unmanned aircraft systems',
  ),
  initiated('S36', 'Tool', 'TOOL', 'A practical tool for Member States to stem the flow of foreign terrorist fighters'),
];

const GLOBAL_PROGRAMME = ['programme', 'Vulnerable targets'] as const;
export const programmes: readonly Statement[] = [
  {
    source: 'S34',
    record: GLOBAL_PROGRAMME,
    command: 'announceProgramme',
    on: '2021-01-19',
    input: {
      lead: '@UNOCT',
      name: en('Global Programme on countering terrorist threats against vulnerable targets'),
      regions: ['001'],
      themes: ['CO-01', 'CO-02', 'CO-04', 'CO-09'],
    },
  },
  { source: 'S34', record: GLOBAL_PROGRAMME, command: 'launchProgramme', on: '2021-01-19', input: {} },
];

/** New and emerging threats and trends (S22), by the source's own list. */
export const trends = Object.entries(THEMES)
  .filter(([code]) => code.startsWith('TH-'))
  .map(([code, words]): Statement => ({
    source: 'S37',
    record: ['threatTrend', code],
    command: 'identifyThreatTrend',
    input: { title: en(words), themes: [code] },
  }));
