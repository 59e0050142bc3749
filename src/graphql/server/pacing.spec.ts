import { describe, expect, it } from '@jest/globals';
import { Pacing } from './pacing.js';

/** A pacing by a clock of its own, with what else happens in each wait. */
function pacingWith(meanwhile: (pacing: Pacing) => void) {
  let now = 1_000;
  const pacing: Pacing = new Pacing(
    () => now,
    (milliseconds) => {
      now += milliseconds;
      meanwhile(pacing);
      return Promise.resolve();
    },
  );
  const work = (caller: string, milliseconds: number, fails = false) => {
    const asked = now;
    return pacing.run(caller, () => {
      const waited = now - asked;
      now += milliseconds;
      if (fails) throw new Error('it fails');
      return waited;
    });
  };
  return { work };
}

describe('Slow work', () => {
  it('takes a fifth of the time while others are served', async () => {
    const { work } = pacingWith((pacing) => pacing.serve('dashboard'));
    expect(await work('stranger', 100)).toBe(0);
    expect(await work('stranger', 100)).toBe(400);
    expect(await work('another', 10)).toBe(400);
    expect(await work('another', 10)).toBe(40);
  });

  it('goes on when nobody else is served', async () => {
    const { work } = pacingWith(() => undefined);
    await work('officer', 100);
    expect(await work('officer', 100)).toBeLessThanOrEqual(5);
  });

  it('does not wait for what its own caller is served', async () => {
    const { work } = pacingWith((pacing) => pacing.serve('officer'));
    await work('officer', 100);
    expect(await work('officer', 100)).toBeLessThanOrEqual(5);
  });

  it('waits two seconds at the most, however long the work before it took', async () => {
    const { work } = pacingWith((pacing) => pacing.serve('dashboard'));
    await work('stranger', 60_000);
    expect(await work('another', 1)).toBe(2_000);
  });

  it('leaves a rest behind when it fails too', async () => {
    const { work } = pacingWith((pacing) => pacing.serve('dashboard'));
    await expect(work('stranger', 100, true)).rejects.toThrow('it fails');
    expect(await work('stranger', 1)).toBe(400);
  });
});
