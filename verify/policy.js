/** Policies of trust (C2SP tlog-policy): which logs and witnesses are known, and which cosignatures make a checkpoint valid. */
import { parseVerifierKey } from './verify.js';

const LOG_TYPE = 0x01;
const WITNESS_TYPE = 0x04;

/**
 * Reads a policy file. @throws naming the line and the rule that it breaks
 * @returns known logs (keys with their `url`), witnesses by name, and whether the names of witnesses that cosigned are a quorum
 */
export function parsePolicy(text) {
  const logs = [];
  const witnesses = new Map();
  /** Whether a witness or group counts as cosigned, by name. */
  const counts = new Map([['none', () => true]]);
  const used = new Set();
  let quorum;
  const keyOf = (vkey, type, others) => {
    const key = parseVerifierKey(vkey ?? '');
    if (key.type !== type) throw new Error(`the key of ${key.name} is of another type of signature (${key.type})`);
    const raw = ({ key: inner }) => inner.export({ format: 'jwk' }).x;
    if (others.some((other) => raw(other) === raw(key))) throw new Error(`the key of ${key.name} stands there twice`);
    return key;
  };
  const define = (name, rule) => {
    if (!name || counts.has(name)) throw new Error(`the name ${name} is missing or taken`);
    counts.set(name, rule);
  };
  const defined = (name) => {
    const rule = counts.get(name ?? '');
    if (!rule) throw new Error(`${name} is not defined above`);
    return rule;
  };
  const commands = {
    log: (vkey, url) => logs.push({ ...keyOf(vkey, LOG_TYPE, logs), url }),
    witness(name, vkey, url) {
      const key = keyOf(
        vkey,
        WITNESS_TYPE,
        [...witnesses.values()].map((one) => one.key),
      );
      define(name, (cosigned) => cosigned.includes(name));
      witnesses.set(name, { key, url });
    },
    group(name, threshold, ...members) {
      const rules = members.map((member) => {
        if (member === 'none' || used.has(member)) throw new Error(`${member} cannot be a member here`);
        used.add(member);
        return defined(member);
      });
      const least =
        threshold === 'all' ? rules.length : threshold === 'any' ? 1 : /^[1-9]\d*$/.test(threshold ?? '') ? Number(threshold) : 0;
      if (!(least >= 1 && least <= rules.length))
        throw new Error(`a group asks for all, any, or 1 to ${rules.length} of its members`);
      define(name, (cosigned) => rules.filter((rule) => rule(cosigned)).length >= least);
    },
    quorum(name) {
      if (quorum) throw new Error('a policy has one quorum');
      quorum = defined(name);
    },
  };
  for (const [number, line] of text.split('\n').entries()) {
    const [command, ...words] = line.split(/[ \t]+/).filter((word) => word !== '');
    if (command === undefined || command.startsWith('#')) continue;
    try {
      if (!Object.hasOwn(commands, command)) throw new Error('a line begins with log, witness, group or quorum');
      commands[command](...words);
    } catch (error) {
      throw new Error(`line ${number + 1} of the policy ("${line.trim()}"): ${error.message}`);
    }
  }
  if (!quorum) throw new Error('the policy has no quorum line (`quorum none` asks for no witness)');
  return { logs, witnesses, isQuorum: quorum };
}

/** The policy that asks for the log's own signature alone. @param keys verifier keys */
export function logOnly(keys) {
  return parsePolicy([...keys.map((key) => `log ${key}`), 'quorum none'].join('\n'));
}
