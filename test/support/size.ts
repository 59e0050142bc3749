/** Whether this is the long run, `npm run test:long`: every property and fault at its full length. */
export const LONG = process.env.CONCORD_TEST_LONG === '1';

/**
 * How long a property or a series of faults is: a number for `npm test`, a larger one for `npm run test:long`, and whatever the environment's variable says.
 * The long run runs the spec files that import this module.
 * @throws where the variable is no whole number of at least 1
 */
export function size(variable: `CONCORD_TEST_${string}`, of: { readonly short: number; readonly long: number }): number {
  const given = process.env[variable];
  if (given === undefined) return LONG ? of.long : of.short;
  const value = Number(given);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${variable} is ${given}; it takes a whole number of at least 1`);
  return value;
}
