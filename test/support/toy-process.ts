import { toyServer } from './toy-server.js';

/** The toy server in a process of its own: sends its port, and bytes of its heap whenever it is asked. */
const server = await toyServer();
process.on('message', () => {
  globalThis.gc!();
  process.send!(process.memoryUsage().heapUsed);
});
process.on('disconnect', () => process.exit(0));
process.send!(server.port);
