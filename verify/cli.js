#!/usr/bin/env node
/** `concord-verify --policy FILE BUNDLE…`: checks bundles offline; exit code 1 where one does not hold. */
import { readFileSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parsePolicy } from './policy.js';
import { checkBundle } from './verify.js';

/**
 * @param policyFile a policy of trust (C2SP tlog-policy)
 * @param files bundles as `concord ledger export` writes them
 * @returns how many do not hold
 */
export function verifyFiles(policyFile, files, say = (line) => process.stdout.write(`${line}\n`)) {
  const policy = parsePolicy(readFileSync(policyFile, 'utf8'));
  let wrong = 0;
  for (const file of files) {
    try {
      const { events, origin, size, erased, inherited } = checkBundle(JSON.parse(readFileSync(file, 'utf8')), policy);
      const apart = erased > 0 ? `, ${erased} of them erased and so not checked` : '';
      const older = inherited > 0 ? `, ${inherited} of them recorded before the ledger began` : '';
      say(`${file}: holds, ${events} events${apart}${older}, in the ledger ${origin} of ${size} entries`);
    } catch (error) {
      wrong++;
      say(`${file}: DOES NOT HOLD: ${error.message}`);
    }
  }
  return wrong;
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { values, positionals } = argumentsGiven();
  if (!values.policy || positionals.length === 0) {
    process.stderr.write('usage: concord-verify --policy FILE BUNDLE…\n');
    process.exitCode = 2;
  } else process.exitCode = verifyFiles(values.policy, positionals) > 0 ? 1 : 0;
}

/** @returns the arguments; none where one is not known, so that the usage is shown */
function argumentsGiven() {
  try {
    return parseArgs({ options: { policy: { type: 'string' } }, allowPositionals: true });
  } catch {
    return { values: {}, positionals: [] };
  }
}
