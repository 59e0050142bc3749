import { v5 } from 'uuid';
import { type AssistanceProjectEvent as Event } from '../../src/records/assistance-project/assistance-project.events.js';
import { assistanceProject } from '../../src/records/assistance-project/assistance-project.js';
import { given, id } from './given.js';

export const english = (text: string) => [{ language: 'en', text }];
export const usd = (minor: number) => ({ minor, currency: 'USD' });
export const lists = {
  aidTypes: [],
  recipients: [],
  sectors: [],
  tags: [],
  themes: [],
  identifiers: [],
  documents: [],
  related: [],
};
export const opened: Extract<Event, { type: 'ProjectOpened' }> = {
  type: 'ProjectOpened',
  data: { reporter: id('UNODC'), status: 'IMPLEMENTATION', title: english('Crowded places'), ...lists, partners: [] },
};
/** Id of the nth event given, from 0: names pledges, commitments and milestones. */
export const nth = (n: number) => v5(String(n), id('record'));
export const transfer = (minor: number, more: object = {}) => ({
  amount: usd(minor),
  valueDate: '2021-02-01',
  direction: 'INCOMING' as const,
  provider: id('Japan'),
  ...more,
});
export const committed = (minor: number): Event => ({ type: 'FundsCommitted', data: transfer(minor) });
export const money = { valueDate: '2021-02-01', provider: id('Japan') };
/** A project under way, after these events. */
export const project = (...events: Event[]) => given(assistanceProject, [opened, ...events]);
