import { SingleBar } from 'cli-progress';

/** Progress of long work: a bar on a terminal, a plain line every second otherwise, on standard error. */
export interface ProgressLine {
  /** So much is done, of a total that may have become known. */
  update(done: number, total?: number): void;
  finish(summary?: string): void;
}

/** @param total how much there is to do, where that is known */
export function startProgress(label: string, total = 0, unit = ''): ProgressLine {
  const started = Date.now();
  const rate = (done: number) => Math.round(done / Math.max(0.001, (Date.now() - started) / 1000));
  if (process.stderr.isTTY) {
    const bar = new SingleBar({
      format: `${label} {bar} {value}/{total} ${unit} · {rate}/s · {eta_formatted} left`,
      stream: process.stderr,
      hideCursor: true,
      barCompleteChar: '█',
      barIncompleteChar: '░',
    });
    bar.start(total, 0, { rate: 0 });
    return {
      update: (done, now) => {
        if (now !== undefined) bar.setTotal(now);
        bar.update(done, { rate: rate(done) });
      },
      finish: (summary) => {
        bar.stop();
        if (summary) process.stderr.write(`${summary}\n`);
      },
    };
  }
  let said = started;
  return {
    update: (done, now = total) => {
      if (Date.now() - said < 1000) return;
      said = Date.now();
      const count = `${done.toLocaleString('en')}${now ? ` of ${now.toLocaleString('en')}` : ''}${unit && ` ${unit}`}`;
      process.stderr.write(`${label}: ${count} (${rate(done).toLocaleString('en')}/s)\n`);
    },
    finish: (summary) => void (summary && process.stderr.write(`${summary}\n`)),
  };
}
