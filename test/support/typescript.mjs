import { register } from 'node:module';

/** `node --import ./test/support/typescript.mjs file.ts`: runs the project's TypeScript as it stands, without a build. */
register('./typescript-hooks.mjs', import.meta.url);
