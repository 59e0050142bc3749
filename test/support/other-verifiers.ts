import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A line that verifiers are given: an event with its proof, or two checkpoints with a consistency proof. */
export type VerifierLine =
  | { readonly proof: string; readonly event: string }
  | { readonly old: string; readonly new: string; readonly hashes: readonly string[] };

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const COMMANDS = {
  // Debian's golang-golang-x-mod-dev.
  Go: ['go', 'run', file('ledger-verifier.go')],
  Python: ['python3', file('ledger-verifier.py')],
} as const;
const ENVIRONMENT = { ...process.env, GO111MODULE: 'off', GOPATH: '/usr/share/gocode', GOFLAGS: '' };

/** Why a verifier that is not ours cannot be run here; undefined where it can. */
export function missingVerifier(language: keyof typeof COMMANDS): string | undefined {
  const probe =
    language === 'Go'
      ? spawnSync('go', ['list', 'golang.org/x/mod/sumdb/tlog'], { env: ENVIRONMENT })
      : spawnSync('python3', ['-c', 'import cryptography']);
  return probe.status === 0 ? undefined : `no ${language === 'Go' ? 'golang-golang-x-mod-dev' : 'python3-cryptography'} here`;
}

/** Verifies with an implementation that is not ours. @returns what it says */
export function verifyWith(language: keyof typeof COMMANDS, key: string, lines: Iterable<VerifierLine>): string {
  const [command, ...args] = COMMANDS[language];
  const input = [key, ...[...lines].map((line) => JSON.stringify(line))].join('\n');
  const { stdout, stderr } = spawnSync(command, args, { env: ENVIRONMENT, input, encoding: 'utf8', maxBuffer: 1 << 26 });
  return (stdout + stderr).trim();
}
