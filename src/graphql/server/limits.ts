/** Bytes of a request; the port of the log takes 1 MiB an append, so no command needs more. */
export const MAX_BODY = 2 * 1024 * 1024;
/** Bytes of a WebSocket frame: an operation with its variables. */
export const MAX_FRAME = 512 * 1024;
/** Characters of an operation's text; values go in variables. */
export const MAX_TEXT = 256 * 1024;
/** Lexical tokens of an operation: about fifty times the longest of the explorer's. */
export const MAX_TOKENS = 5_000;
/** Fields within fields. */
export const MAX_DEPTH = 20;
/** Aliases of an operation: each may be a query of its own. */
export const MAX_ALIASES = 200;
/** Directives of an operation. */
export const MAX_DIRECTIVES = 50;
/** Operations and fragments of a document. */
export const MAX_DEFINITIONS = 100;
/** Fields of one name in the same place: each is compared with each other one. */
export const MAX_SAME = 50;
/** Fields and fragments of an operation, with fragments written out where they are used; introspection asks for some 200. */
export const MAX_SELECTIONS = 2_000;
/** Objects of an answer, as weighed: pages within pages multiply. 300 records, each with its last 50 events, have about 190,000. */
export const MAX_OBJECTS = 200_000;
/** Subscriptions of one connection. */
export const MAX_SUBSCRIPTIONS = 50;
/** WebSockets of one address. */
export const MAX_SOCKETS = 200;
