const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LEVELS)[number];
export type Fields = Readonly<Record<string, unknown>>;

/** Lines on standard error: for people on a terminal, JSON otherwise. */
export interface Log {
  debug(message: string, fields?: Fields): void;
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
}

/** A log that leaves out what is below `least`. */
export function createLog(least: LogLevel = 'info', write: (line: string) => void = (line) => process.stderr.write(line)): Log {
  const line =
    (level: LogLevel) =>
    (message: string, fields: Fields = {}) => {
      if (LEVELS.indexOf(level) < LEVELS.indexOf(least)) return;
      if (!process.stderr.isTTY)
        return write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...fields })}\n`);
      const rest = Object.entries(fields).map(([key, value]) => ` ${key}=${JSON.stringify(value)}`);
      write(`${level === 'info' ? '' : `${level}: `}${message}${rest.join('')}\n`);
    };
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
}
