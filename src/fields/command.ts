import { type Fields, type InputOf } from './field.js';

/** A command, described: its mutation has its name, its input its fields beside those that every command has. */
export interface DescribedCommand<F extends Fields = Fields> {
  readonly description: string;
  readonly fields: F;
  /** `record`: about a record that is there; `creates`: makes one, and states its label; `unlabelled`: makes one whose label follows from another record. */
  readonly form: 'record' | 'creates' | 'unlabelled';
}

export type DescribedCommands = Readonly<Record<string, DescribedCommand>>;

/** A command about a record. */
export function command<F extends Fields>(description: string, fields: F): DescribedCommand<F> {
  return { description, fields, form: 'record' };
}

/** A command that makes a record. */
export function creates<F extends Fields>(description: string, fields: F): DescribedCommand<F> {
  return { description, fields, form: 'creates' };
}

/** A command that makes a record whose label follows from another record. */
export function createsUnlabelled<F extends Fields>(description: string, fields: F): DescribedCommand<F> {
  return { description, fields, form: 'unlabelled' };
}

const names = new Set<string>();

/** Makes a name known as that of a command. */
export function declareCommand(name: string): void {
  names.add(name);
}

/** Whether a command has this name: a mutation of a kind of record. */
export function isCommand(name: string): boolean {
  return names.has(name);
}

/** The types of the inputs of commands, by their names. */
export type InputsOf<Commands extends DescribedCommands> = {
  readonly [Name in keyof Commands]: InputOf<Commands[Name]['fields']>;
};
