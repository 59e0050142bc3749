import { rebuild } from '../event-sourcing/projections/rebuild.js';
import { startProgress } from '../platform/progress.js';
import { withService } from './with-service.js';

/** `concord rebuild [projection…]`. @throws for a projection that there is not, naming those there are */
export async function rebuildProjections(names: readonly string[]): Promise<void> {
  await withService(async ({ pool, store, projections }, signal) => {
    const wanted = names.length > 0 ? names : [...projections.keys()];
    const unknown = wanted.filter((name) => !projections.has(name));
    if (unknown.length > 0)
      throw new Error(`no projection is named ${unknown.join(', ')}; there are ${[...projections.keys()].join(', ')}`);
    for (const name of wanted) {
      const head = await store.head();
      const line = startProgress(`rebuild ${name}`, Number(head), 'of the log');
      const started = Date.now();
      const { events, same, generation } = await rebuild(projections.get(name)!, {
        pool,
        store,
        signal,
        onProgress: (reached, goal) => line.update(reached, goal),
      });
      const seconds = (Date.now() - started) / 1000;
      const verdict =
        same === undefined
          ? 'not compared, for the rows before were made by other rules or stood still'
          : same
            ? 'the same rows as before'
            : 'OTHER rows than before: the old ones were wrong';
      line.finish(`${name}: generation ${generation} from ${events} events in ${seconds.toFixed(1)} s; ${verdict}`);
    }
  });
}
