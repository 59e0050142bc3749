// Makes dist/ from src/, if anything there or what it is built with changed since dist/ was made.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const stamp = `${here}dist/.built-from`;

/** What dist/ is made of: every file with its size and time. */
function sources() {
  const files = readdirSync(`${here}src`, { recursive: true }).map((name) => `src/${name}`);
  const hash = createHash('sha256').update(process.version);
  for (const file of [...files, '.swcrc', 'package.json', 'package-lock.json', 'build-server.mjs'].sort()) {
    const { mtimeMs, size } = statSync(here + file);
    hash.update(`${file} ${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex');
}

function built() {
  try {
    return readFileSync(stamp, 'utf8');
  } catch {
    return undefined;
  }
}

const wanted = sources();
if (built() !== wanted) {
  rmSync(stamp, { force: true });
  const swc = ['node_modules/@swc/cli/bin/swc.js', 'src', '-d', 'dist', '--strip-leading-paths', '--delete-dir-on-start'];
  const { status } = spawnSync(process.execPath, swc, { cwd: here, stdio: ['ignore', 2, 'inherit'] });
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(stamp, wanted);
}
