import { badUserInput } from '../graphql/errors.js';
import { type Threshold } from '../records/rule-threshold/rule-threshold.events.js';

/** A version of a rule: an answer says by which one it was made. */
export interface RuleVersion<Apply> {
  /** Name and version: `cooperation-status/1`. */
  readonly name: string;
  readonly description: string;
  readonly thresholds: readonly Threshold[];
  /** The rule itself: pure. */
  readonly apply: Apply;
}

/** A rule of statuses in its versions; the first is the one by which answers are made unless another is asked for. */
export class StatusRule<Apply = unknown> {
  readonly versions: readonly RuleVersion<Apply>[];

  /** @param versions in order, from 1 */
  constructor(
    readonly name: string,
    readonly about: string,
    versions: readonly Omit<RuleVersion<Apply>, 'name'>[],
  ) {
    this.versions = versions.map((version, i) => ({ ...version, name: `${name}/${i + 1}` }));
  }

  /**
   * The version asked for by its name.
   * @throws BAD_USER_INPUT for one that there is not
   */
  version(asked: string | null | undefined): RuleVersion<Apply> {
    const found = asked == null ? this.versions[0] : this.versions.find(({ name }) => name === asked);
    if (found) return found;
    throw badUserInput({ field: 'rule', value: asked, rule: `is one of ${this.versions.map(({ name }) => name).join(', ')}` });
  }
}
