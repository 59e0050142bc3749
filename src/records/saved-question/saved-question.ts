import { sha256Of } from '../../event-sourcing/identity.js';
import { code } from '../../event-sourcing/projections/record-table.js';
import { defineRecord, refuse, type Refusal } from '../../event-sourcing/record.js';
import { OWN } from '../../event-sourcing/rights.js';
import { blank, computed, type InputsOf, nullable, recordKind, says, text } from '../../fields/index.js';
import { afterEnd } from '../shared/refusals.js';
import {
  savedQuestionCommands,
  savedQuestionEvents,
  savedQuestionFields,
  type SavedQuestionState,
} from './saved-question.fields.js';

type Question = Pick<SavedQuestionState, 'document' | 'variables' | 'list'>;

export const savedQuestion = defineRecord<SavedQuestionState, InputsOf<typeof savedQuestionCommands>>()({
  kind: 'savedQuestion',
  events: savedQuestionEvents,
  rights: {
    relations: { owner: ({ keeper }) => [keeper] },
    commands: { saveQuestion: OWN, reviseQuestion: OWN, retireQuestion: OWN },
  },
  initial: blank(savedQuestionFields),

  evolve: {
    QuestionSaved: (state, saved) => ({ ...state, ...saved }),
    QuestionRevised: ({ name, keeper, status, retiredAt, retiredReason }, revised) => ({
      ...{ name, keeper, status, retiredAt, retiredReason },
      ...revised,
    }),
    QuestionRetired: (state, { reason }, { occurredAt }) => ({
      ...state,
      status: 'RETIRED',
      retiredAt: occurredAt,
      retiredReason: reason,
    }),
  },

  decide: {
    saveQuestion: says(savedQuestionEvents, 'QuestionSaved', oneQuestion),
    reviseQuestion: says(
      savedQuestionEvents,
      'QuestionRevised',
      (command, { status, retiredAt }, { occurredAt }) =>
        afterEnd('question', status, retiredAt, occurredAt) ?? oneQuestion(command),
    ),
    retireQuestion: says(savedQuestionEvents, 'QuestionRetired', (_command, { status, retiredAt }) =>
      afterEnd('question', status, retiredAt),
    ),
  },
});

function oneQuestion({ document, variables, list }: Question): Refusal | undefined {
  if ((document === undefined) === (list === undefined))
    return refuse('NOT_ONE_QUESTION', 'a saved question is a document, or a list with its parameters', {
      field: document === undefined ? 'document' : 'list',
      value: list ?? '',
      rule: 'either document or list is given',
    });
  if (list === undefined || variables === undefined) return undefined;
  return refuse('NOT_ONE_QUESTION', 'variables are those of a document', {
    field: 'variables',
    value: variables,
    rule: 'variables is given with document alone',
  });
}

/** SHA-256 of a document, in hexadecimal digits. */
const hash = ({ document }: Pick<Question, 'document'>) => (document === undefined ? undefined : sha256Of(document));

export const savedQuestionKind = recordKind<SavedQuestionState>({
  definition: savedQuestion,
  description: 'A question that is saved under a name, for feeds, public tokens, messages and trusted documents.',
  plural: 'savedQuestions',
  it: 'the question “{name}”',
  fields: savedQuestionFields,
  commands: savedQuestionCommands,
  computed: {
    documentId: computed(
      nullable(text('Under which `documentId` its document is answered: `sha256:<hexadecimal digits>`. Null for a list.')),
      (state) => {
        const digits = hash(state);
        return digits === undefined ? null : `sha256:${digits}`;
      },
    ),
  },
  filters: ['name', 'status', 'keeper'],
  columns: { documentHash: code('SHA-256 of its document, in hexadecimal digits.', hash) },
});
