import { v5 } from 'uuid';

/** Namespace of everything that an import names (uuid v5). */
const NAMESPACE = '0b3a4a4e-6f0c-5d53-9a53-8f3f7d1f2c61';

/** Id of the actor that an organisation is, by its key: the same in every file. */
export function actorIdOf(key: string): string {
  return v5(`organisation:${key}`, NAMESPACE);
}

/** What an item of a file is distinguished by, short enough to remember for all of them. */
export function itemKeyOf(identifier: string): string {
  return v5(`item:${identifier}`, NAMESPACE);
}

/** Id of the project that an activity is, by its iati-identifier. */
export function projectIdOf(identifier: string): string {
  return v5(`activity:${identifier}`, NAMESPACE);
}

/** Id of a recommendation: by who makes it, to which State, after which visit, and what its file tells it from others by. */
export function recommendationIdOf(issuer: string, state: string, visit: string | undefined, identifier: string): string {
  return v5(`recommendation:${JSON.stringify([issuer, state, visit ?? null, identifier])}`, NAMESPACE);
}

/** Id of a command about a record: the same file gives the same again. */
export function commandIdOf(record: string, ...what: readonly (string | number)[]): string {
  return v5(JSON.stringify(what), record);
}
