import { code, codes, type Columns, day, reference, references } from '../../event-sourcing/projections/record-table.js';
import { type AssistanceProjectState } from './assistance-project.state.js';

type State = AssistanceProjectState;

/** What projects are filtered and ordered by. */
export const assistanceProjectColumns: Columns<State> = {
  status: code('Where it stands.', (state) => state.status, 'ProjectStatus'),
  reporter: reference('actor', 'Who reports on it.', (state) => state.reporter),
  partners: references('actor', 'Who takes part in it, in any role.', (state) => partnersOf(state)),
  funders: references('actor', 'Who funds it.', (state) => partnersOf(state, 'FUNDING')),
  recipients: codes(
    'Whom it is for: ISO 3166-1 codes of countries (`KE`), UN M49 codes (`035`) and own groups (`X-SEE`) of regions, regions of the OECD DAC as `DAC:298`.',
    (state) =>
      unique(
        state.recipients.map(({ country, region, vocabulary }) => country ?? (vocabulary === 'DAC' ? `DAC:${region}` : region!)),
      ),
  ),
  sectors: codes('What it works on: codes of the OECD DAC (`15210`), those of other vocabularies as `10:3`.', (state) =>
    unique(
      state.sectors.map(({ vocabulary, code }) => (vocabulary === '1' || vocabulary === '2' ? code : `${vocabulary}:${code}`)),
    ),
  ),
  themes: codes('Challenges, conclusions and threats it answers: `CH-03`.', (state) => state.themes),
  identifiers: codes('Its identifiers elsewhere, as `scheme:value`: `IATI:XM-DAC-41128-2`.', (state) =>
    unique(state.identifiers.map(({ scheme, value }) => `${scheme}:${value}`)),
  ),
  missing: codes('What datasets say of it that could not be taken: `transaction`.', (state) =>
    unique(state.missing.map(({ element }) => element)),
  ),
  starts: day('The day on which it started, or else is planned to.', (state) => state.actualStart ?? state.plannedStart),
  ends: day('The day on which it ended, or else is planned to.', (state) => state.actualEnd ?? state.plannedEnd),
};

/** Actors that take part now, each once. */
export function partnersOf({ partners }: Pick<State, 'partners'>, role?: State['partners'][number]['role']): string[] {
  return unique(
    partners.filter((one) => one.until === null && (role === undefined || one.role === role)).map(({ actor }) => actor),
  );
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
