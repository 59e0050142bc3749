import { inspect } from 'node:util';
import { redact } from './redact.js';
import { presentTrace } from './tracing.js';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LEVELS)[number];
/** Named values beside a message. Errors give their stack (JSON: message, code, stack), bigints decimal digits. */
export type Fields = Readonly<Record<string, unknown>>;

/** Lines on standard error: for people on a terminal, JSON otherwise. */
export interface Log {
  debug(message: string, fields?: Fields): void;
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
}

/** A log that leaves out what is below `least`, and everywhere what is secret (`redact`). Names the trace of what runs. Logging never throws. */
export function createLog(
  least: LogLevel = 'info',
  write: (line: string) => void = (line) => process.stderr.write(line),
  terminal: boolean = process.stderr.isTTY,
): Log {
  const line =
    (level: LogLevel) =>
    (message: string, fields: Fields = {}) => {
      if (LEVELS.indexOf(level) < LEVELS.indexOf(least)) return;
      const within = { ...presentTrace(), ...fields };
      const entry = () => ({ time: new Date().toISOString(), level, message, ...within });
      write(`${redact(terminal ? text(level, message, within) : json(entry()))}\n`);
    };
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
}

function text(level: LogLevel, message: string, fields: Fields): string {
  const values = Object.entries(fields).map(([name, value]) => {
    const shown = typeof value === 'string' && /^\S+$/.test(value) ? value : inspect(value, { breakLength: Infinity, depth: 4 });
    return ` ${name}=${shown}`;
  });
  return `${level === 'info' ? '' : `${level}: `}${message}${values.join('')}`;
}

function json(entry: Fields): string {
  try {
    return JSON.stringify(entry, (_, value: unknown) => {
      if (value instanceof Error)
        return { message: value.message, code: (value as NodeJS.ErrnoException).code, stack: value.stack };
      return typeof value === 'bigint' ? String(value) : value;
    });
  } catch {
    // A cycle, or a getter that throws: the message must still be written.
    return JSON.stringify({ time: entry.time, level: entry.level, message: entry.message, fields: inspect(entry) });
  }
}
