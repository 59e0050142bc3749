import { parkedRecords, type Parked, retryParked } from '../event-sourcing/projections/parking.js';
import { withService } from './with-service.js';

/** `concord parked list`. */
export async function listParked(): Promise<void> {
  await withService(async ({ pool }) => print(await parkedRecords(pool, 1_000)));
}

/** `concord parked retry [projection…]`. @throws for a projection that there is not, naming those there are */
export async function retryAllParked(names: readonly string[]): Promise<void> {
  await withService(async ({ pool, store, projections }, signal) => {
    const unknown = names.filter((name) => !projections.has(name));
    if (unknown.length > 0)
      throw new Error(`no projection is named ${unknown.join(', ')}; there are ${[...projections.keys()].join(', ')}`);
    for (const name of names.length > 0 ? names : projections.keys()) {
      signal.throwIfAborted();
      const left = await retryParked(pool, store, projections.get(name)!);
      print(left);
      if (left.length > 0) process.exitCode = 1;
    }
  });
}

function print(records: readonly Parked[]): void {
  for (const { projection, stream, eventId, error } of records)
    process.stdout.write(`${projection} ${stream} at event ${eventId}: ${error}\n`);
}
