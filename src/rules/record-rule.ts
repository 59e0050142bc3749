import { type Filter } from '../event-sourcing/projections/record-table.js';
import { type RuleInfo } from './status-rule.js';

/** A version of a rule by which records of a kind stand in one of a few ways on a day; never recorded. */
export interface RecordRule<State, Standing extends string, Args = unknown> extends RuleInfo {
  readonly of: (state: State, on: string, args: Args) => Standing;
  /** The filter on columns that finds what `of` calls by this name; without a name, what is shown if not asked. */
  readonly filter: (standing: Standing | null | undefined, on: string, args: Args) => Filter;
  /** Types of the events that a standing rests on. */
  readonly deciding: Readonly<Record<Standing, readonly string[]>>;
}
