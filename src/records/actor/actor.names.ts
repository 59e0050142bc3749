import { type Refusal, refuse } from '../../event-sourcing/record.js';
import { type InputsOf } from '../../fields/index.js';
import { ordered } from '../shared/refusals.js';
import { type ActorEvent, type ActorName, type ActorState, type actorCommands } from './actor.fields.js';

type NameKey = Pick<ActorName, 'kind' | 'language' | 'text'>;
type Inputs = InputsOf<typeof actorCommands>;
type Decided = readonly ActorEvent[] | Refusal;

/** Adds a further name of an actor, or gives one that it has other dates. */
export function addName({ kind, language, text, from, to }: Inputs['addActorName'], state: ActorState): Decided {
  const known = state.otherNames.find((one) => isSame(one, { kind, language, text }));
  if (known && known.from === from && known.to === to) return [];
  return inOrder('to', from, to) ?? [{ type: 'ActorOtherNameAdded', data: { kind, language, text, from, to } }];
}

export function withdrawName({ kind, language, text, reason }: Inputs['withdrawActorName'], state: ActorState): Decided {
  return state.otherNames.some((one) => isSame(one, { kind, language, text }))
    ? [{ type: 'ActorOtherNameWithdrawn', data: { kind, language, text, reason } }]
    : refuse('NOT_NAMED', 'the actor has no such further name', {
        field: 'text',
        value: text,
        rule: 'is a further name of the actor, of this kind and in this language',
      });
}

/** What is wrong with the further names that an actor is registered with. */
export function wrongNames(names: readonly ActorName[]): Refusal | undefined {
  const twice = names.findIndex((one, i) => names.findIndex((other) => isSame(one, other)) < i);
  if (twice >= 0)
    return refuse('NAMED_ALREADY', 'the actor has this name already', {
      field: `otherNames.${twice}`,
      value: names[twice]!.text,
      rule: 'a name of a kind and a language is given once',
    });
  return names.map(({ from, to }, i) => inOrder(`otherNames.${i}.to`, from, to)).find((one) => one);
}

/** The further names of an actor without one. */
export function otherThan(name: NameKey, { otherNames }: ActorState): readonly ActorName[] {
  return otherNames.filter((one) => !isSame(one, name));
}

function isSame(a: NameKey, b: NameKey): boolean {
  return a.kind === b.kind && a.language === b.language && a.text === b.text;
}

/** Refuses an end that is wholly before its start; both as exactly as they are known. */
function inOrder(field: string, start: string | undefined, end: string | undefined): Refusal | undefined {
  const known = Math.min(start?.length ?? 0, end?.length ?? 0);
  return ordered(field, start?.slice(0, known), end?.slice(0, known));
}
