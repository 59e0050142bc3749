import { GraphQLString } from 'graphql';
import { badUserInput } from '../graphql/errors.js';
import { type Threshold } from '../records/rule-threshold/rule-threshold.fields.js';

/** What is said of a version of a rule. */
export interface RuleInfo {
  /** Name and version: `cooperation-status/1`. */
  readonly name: string;
  readonly description: string;
  /** Numbers that it asks for. */
  readonly thresholds: readonly Threshold[];
}

/** A version of a rule: an answer says by which one it was made. */
export interface RuleVersion<Apply> extends RuleInfo {
  /** The rule itself: pure. */
  readonly apply: Apply;
}

/**
 * The version of a rule asked for by its name; the first of them, if none is.
 * @throws BAD_USER_INPUT for one that there is not
 */
export function versionOf<Version extends RuleInfo>(
  versions: readonly [Version, ...Version[]],
  asked: string | null | undefined,
): Version {
  const found = asked == null ? versions[0] : versions.find(({ name }) => name === asked);
  if (found) return found;
  throw badUserInput({ field: 'rule', value: asked, rule: `is one of ${versions.map(({ name }) => name).join(', ')}` });
}

/** The argument by which a version of a rule is asked for. */
export function ruleArgument(versions: readonly [RuleInfo, ...RuleInfo[]]) {
  return { type: GraphQLString, description: `The rule by which it is said; \`${versions[0].name}\`, if left out.` };
}

/** A rule of statuses in its versions; the first is the one by which answers are made unless another is asked for. */
export class StatusRule<Apply = unknown> {
  readonly versions: readonly [RuleVersion<Apply>, ...RuleVersion<Apply>[]];

  /** @param versions in order, from 1 */
  constructor(
    readonly name: string,
    readonly about: string,
    [first, ...others]: readonly [Omit<RuleVersion<Apply>, 'name'>, ...Omit<RuleVersion<Apply>, 'name'>[]],
  ) {
    this.versions = [{ ...first, name: `${name}/1` }, ...others.map((version, i) => ({ ...version, name: `${name}/${i + 2}` }))];
  }

  /** The version asked for by its name. @throws BAD_USER_INPUT for one that there is not */
  version(asked: string | null | undefined): RuleVersion<Apply> {
    return versionOf(this.versions, asked);
  }
}
