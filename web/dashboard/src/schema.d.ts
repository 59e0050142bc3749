declare module 'concord:records' {
  /** Selection of what names a record, on Record: `... on Actor { Actor_name: name } …`. */
  export const NAMES: string;
  /** Selection of all fields, by kind of record. */
  export const DETAILS: Readonly<Record<string, string>>;
}

declare module 'concord:commands' {
  interface InputField {
    readonly type: string;
    readonly isRequired: boolean;
    readonly isList: boolean;
    /** What the schema says of it. */
    readonly about: string;
  }
  /** Commands by the names of their mutations. */
  export const COMMANDS: Readonly<Record<string, { readonly input: string; readonly about: string }>>;
  /** Fields of input types, and values of enums, by type; scalars have none. */
  export const TYPES: Readonly<Record<string, Readonly<Record<string, InputField>> | readonly string[]>>;
}
