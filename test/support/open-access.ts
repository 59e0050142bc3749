import { processAccess } from '../../src/access/permissions.js';
import { type Caller, type CommandAccess } from '../../src/event-sourcing/command-handler.js';

/** Everything is allowed, but for what nobody may do of its own matter. */
export const openAccess: CommandAccess<Caller> = {
  ...processAccess,
  standing: () => ({ isCoordinator: true, coordinates: () => true, isProcess: true, isAdministrator: true }),
};
