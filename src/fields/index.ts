export * from './field.js';
export * from './event.js';
export * from './command.js';
export * from './kind.js';
export { BY_WORDS } from './columns.js';
