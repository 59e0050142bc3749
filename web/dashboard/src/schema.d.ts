declare module 'concord:records' {
  /** Selection of what names a record, on Record: `... on Actor { Actor_name: name } …`. */
  export const NAMES: string;
  /** Selection of all fields, by kind of record. */
  export const DETAILS: Readonly<Record<string, string>>;
}
