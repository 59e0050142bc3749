// What is shipped: the licences of all packages, their list (SBOM, CycloneDX) in sbom.cdx.json, and known holes in those that run in production.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);
const ALLOWED = new Set([
  ...[
    '0BSD',
    'Apache-2.0',
    'BlueOak-1.0.0',
    'BSD-2-Clause',
    'BSD-3-Clause',
    'CC0-1.0',
    'ISC',
    'MIT',
    'MIT/X11',
    'Python-2.0',
    'Unlicense',
  ],
  // Of tools of development, and of data that they come with: nothing of them is shipped.
  'MPL-2.0',
  'CC-BY-4.0',
]);
const isAllowed = (expression) =>
  expression
    .replace(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((licence) => ALLOWED.has(licence)));

/** Older packages say their licences in a list that the lock file leaves out. */
function licenceOf(path, { license }) {
  const file = new URL(`${path}/package.json`, root);
  if (license || !existsSync(file)) return license ?? 'none';
  const { licenses = [] } = JSON.parse(readFileSync(file, 'utf8'));
  return licenses.map(({ type }) => type).join(' AND ') || 'none';
}

const npm = (...args) => spawnSync('npm', args, { cwd: fileURLToPath(root), encoding: 'utf8', maxBuffer: 1 << 26 });
const problems = [];

const { packages } = JSON.parse(readFileSync(new URL('package-lock.json', root), 'utf8'));
const installed = Object.entries(packages).filter(
  ([path, { optional }]) => path && (!optional || existsSync(new URL(path, root))),
);
for (const [path, entry] of installed) {
  const licence = licenceOf(path, entry);
  if (!isAllowed(licence)) problems.push(`${path}: its licence, ${licence}, is not among those allowed in .ci/shipped.mjs`);
}
console.log(`licences: ${installed.length} packages looked at`);

const sbom = npm('sbom', '--package-lock-only', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--omit', 'dev');
if (sbom.status === 0) {
  const bill = JSON.parse(sbom.stdout);
  // npm names it after the folder.
  bill.metadata.component.name = packages[''].name;
  writeFileSync(new URL('sbom.cdx.json', root), JSON.stringify(bill, null, 2));
  console.log(`SBOM: ${bill.components.length} packages in sbom.cdx.json`);
} else problems.push(`npm sbom: ${sbom.stderr.trim()}`);

const audit = npm('audit', '--omit', 'dev', '--json');
const found = (() => {
  try {
    return JSON.parse(audit.stdout);
  } catch {
    return {};
  }
})();
if (!found.metadata)
  console.log(
    `npm audit: NOT CHECKED, the registry does not answer audits (${found.message ?? (audit.stderr.trim() || 'no answer')})`,
  );
else {
  console.log(`npm audit: ${JSON.stringify(found.metadata.vulnerabilities)}`);
  for (const { name, severity } of Object.values(found.vulnerabilities))
    problems.push(`${name}: a known hole, ${severity}: npm audit tells more`);
}

for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
