import { Field as InputField, ID } from '@nestjs/graphql';
import { IsNotEmpty, IsUUID } from './rules.js';
import { type DescribedEvent, type Field, type Fields } from '../../fields/index.js';
import { RecordCommand } from './command.js';
import { inputOf } from './described.js';
import { PartialDateField, Text } from './fields.js';
import { type CommandClass, type CommandSpec, declareCorrection } from './registry.js';

/** Fields that no input can say: who spoke, what is sealed with the record's key, and what has no input type. */
const UNSAID = ['personalText', 'handling', 'instant', 'working'];

/** Fields that every correction has of its own. */
const TAKEN = [
  ...['id', 'event', 'correctionReason', 'eventOccurredAt', 'expectedRevision', 'handling'],
  ...['commandId', 'occurredAt', 'source', 'onBehalfOf'],
];

/** The correction of an event of a kind: a mutation whose input has the event's own fields, each of which may be left out. */
export function correctionOf(event: string, { fields, description }: DescribedEvent): CommandSpec {
  const className = `Correct${event}`;
  const type = { [className]: class extends RecordCommand {} }[className] as CommandClass;
  const target = type.prototype as object;
  InputField(() => ID, { description: 'The event that was wrong, as the timeline gives its id.' })(target, 'event');
  IsUUID()(target, 'event');
  IsNotEmpty()(target, 'event');
  Text('Why it is corrected.')(target, 'correctionReason');
  PartialDateField('When it happened, where that was wrong.', { optional: true })(target, 'eventOccurredAt');
  const correctable = correctableFields(fields);
  for (const [name, field] of Object.entries(correctable)) {
    if (TAKEN.includes(name)) throw new Error(`${className}: ${name} is a field of every command`);
    inputOf(field)(target, name);
  }
  return declareCorrection(
    type,
    event,
    `Corrects this event: “${description}” What is given it had all along, by what is known from now on; what is left out stays, and null takes an optional field away.`,
  );
}

function correctableFields(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, { type, presence }]) => presence !== 'speaker' && !UNSAID.includes(type.is))
      .map(([name, field]) => [name, asGiven(field)]),
  );
}

/** The field as an input that may be left out; an object has the input type of its commands. */
function asGiven(field: Field): Field {
  const { type } = field;
  const group = type.is === 'nested' ? { ...type, group: type.group.shownAs ?? type.group } : type;
  return { ...field, type: group, presence: 'optional' };
}
