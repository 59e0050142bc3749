import { expect } from '@jest/globals';
import { CommandHandler } from '../../src/event-sourcing/command-handler.js';
import { type RecordedEvent } from '../../src/event-sourcing/envelope.js';
import { MemoryEventStore } from '../../src/event-sourcing/memory/memory-event-store.js';
import { projectIdOf } from '../../src/exchange/iati/identity.js';
import { importIati, type ImportOptions } from '../../src/exchange/iati/import.js';
import { type CommandClass, readCommand } from '../../src/graphql/commands/registry.js';
import { type AssistanceProjectState } from '../../src/records/assistance-project/assistance-project.state.js';
import { createCatalogue } from '../../src/service.js';
import { iatiFile } from './iati-file.js';

const importer = { user: 'importer', actor: null };
/** Id of the project that `activity()` is. */
export const project = projectIdOf('XM-DAC-41128-1');

/** An empty log with an importer. */
export function log() {
  const store = new MemoryEventStore();
  const handler = new CommandHandler(store, createCatalogue(), { authorise: () => undefined, canSee: () => true });
  return {
    handler,
    store,
    take: (file: string, options: Partial<ImportOptions<typeof importer>> = {}) =>
      importIati([file], { handler, caller: importer, ...options }),
    /** Imports a file of these activities. */
    publish: async (...activities: string[]) => importIati([await iatiFile(activities)], { handler, caller: importer }),
    state: async (identifier = 'XM-DAC-41128-1') =>
      (await handler.load('assistanceProject', projectIdOf(identifier))).state as AssistanceProjectState,
    events: async (stream?: string) => {
      const events: RecordedEvent[] = [];
      for await (const event of store.readAll()) if (!stream || event.stream === stream) events.push(event);
      return events;
    },
    /** A command of somebody else's. */
    say: async (kind: string, type: CommandClass, raw: object) =>
      expect(await handler.execute(readCommand(kind, type, raw, { user: 'somebody', actor: null }))).toMatchObject({
        status: 'accepted',
      }),
  };
}
