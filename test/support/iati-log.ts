import { expect } from '@jest/globals';
import { MemoryEventStore } from '../../src/event-sourcing/memory/memory-event-store.js';
import { projectIdOf } from '../../src/exchange/publication/identity.js';
import { importIati } from '../../src/exchange/iati/import.js';
import { readCommand } from '../../src/graphql/commands/registry.js';
import { type AssistanceProjectState } from '../../src/records/assistance-project/assistance-project.fields.js';
import { iatiFile } from './iati-file.js';
import { eventsOf, handlerOn, importer, into } from './imports.js';

/** Id of the project that `activity()` is. */
export const project = projectIdOf('XM-DAC-41128-1');

/** An empty log with an importer. */
export function log() {
  const store = new MemoryEventStore();
  const handler = handlerOn(store);
  return {
    handler,
    store,
    take: into(store, importIati, handler),
    /** Imports a file of these activities. */
    publish: async (...activities: string[]) => importIati([await iatiFile(activities)], { handler, caller: importer }),
    state: async (identifier = 'XM-DAC-41128-1') =>
      (await handler.load('assistanceProject', projectIdOf(identifier))).state as AssistanceProjectState,
    events: async (stream?: string) => (await eventsOf(store)).filter((event) => !stream || event.stream === stream),
    /** A command of somebody else's. */
    say: async (kind: string, command: string, raw: object) =>
      expect(await handler.execute(readCommand(kind, command, raw, { user: 'somebody', actor: null }))).toMatchObject({
        status: 'accepted',
      }),
  };
}
