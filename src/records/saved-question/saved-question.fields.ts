import { type EventOf } from '../../event-sourcing/record.js';
import {
  checkedText,
  code,
  codes,
  command,
  creates,
  event,
  instant,
  localized,
  nullable,
  optional,
  speaker,
  text,
  type ValueOf,
} from '../../fields/index.js';

const statuses = codes('SavedQuestionStatus', 'Whether a saved question is asked.', ['SAVED', 'RETIRED']);

/** Most characters of a document. */
const LONGEST = 100_000;

const question = {
  description: optional(localized('What it asks, for those who choose among questions.')),
  document: optional(
    text('A GraphQL document with one operation; a saved question has either this or `list`.', { max: LONGEST }),
  ),
  variables: optional(checkedText('Values of the variables of the document: a JSON object.', 'is a JSON object', isJsonObject)),
  list: optional(
    text(
      'A list or view with its parameters, as the address of its feed has them: `commitments?status=DECLARED&columns=id,due&language=fr`.',
      { max: LONGEST },
    ),
  ),
};

export const savedQuestionFields = {
  name: checkedText(
    'Its name in addresses. Where several that you may see have one name, use the id.',
    'is 1 to 63 lower-case letters, digits and hyphens, and begins with a letter, such as open-commitments',
    (name) => /^[a-z][a-z0-9-]{0,62}$/.test(name),
  ),
  ...question,
  keeper: speaker('The organisation that keeps it.'),
  status: code(statuses, 'Whether it is asked.'),
  retiredAt: nullable(instant('When it was retired.')),
  retiredReason: nullable(text('Why it was retired.')),
};
export type SavedQuestionState = ValueOf<typeof savedQuestionFields>;

const { name, keeper } = savedQuestionFields;
const reason = text('Why.');

export const savedQuestionEvents = {
  QuestionSaved: event('A question has a name, under which feeds, tokens and messages ask it.', '{it} was saved by {keeper}', {
    name,
    ...question,
    keeper,
  }),
  QuestionRevised: event('Under the same name another question is asked from here on.', '{it} was revised', question),
  QuestionRetired: event('It is asked no more.', '{it} was retired: {reason}', { reason }),
};

export const savedQuestionCommands = {
  saveQuestion: creates('Saves a question under a name. Who may read the record may ask it, and is answered by its own rights.', {
    name,
    ...question,
  }),
  reviseQuestion: command('Puts another question in its place. Feeds and messages ask that one from here on.', question),
  retireQuestion: command('Ends it: its feeds are not found any more, and its document is not answered by its hash.', { reason }),
};

export type SavedQuestionEvent = EventOf<typeof savedQuestionEvents>;

function isJsonObject(given: string): boolean {
  try {
    const value: unknown = JSON.parse(given);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
