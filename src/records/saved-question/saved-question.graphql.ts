import { type GraphQLSchema } from 'graphql';
import { badUserInput } from '../../graphql/errors.js';
import { checkVariables, readDocument } from '../../graphql/feed/feed.js';
import { listDocument } from '../../graphql/feed/feed-list.js';
import { readList } from '../../graphql/feed/question.js';
import { moduleOf, type RecordModule } from '../../graphql/objects/record-module.js';
import { savedQuestionKind } from './saved-question.js';
import { type SavedQuestionState } from './saved-question.fields.js';

export const savedQuestionModule: RecordModule = { ...moduleOf(savedQuestionKind), check: checkQuestion };

/** What can be answered by this schema. @throws BAD_USER_INPUT */
function checkQuestion(schema: GraphQLSchema, input: Partial<SavedQuestionState>): void {
  const { name, document, variables, list } = input;
  if (name !== undefined && schema.getQueryType()!.getFields()[name])
    throw badUserInput({ field: 'input.name', value: name, rule: 'is not the name of a list or view' });
  if (document != null) {
    const read = readDocument(schema, document, 'input.document');
    if (variables != null) checkVariables(schema, read, JSON.parse(variables) as Record<string, unknown>);
  }
  if (list != null) {
    const { name: listed, parameters, columns } = readList(list);
    listDocument(schema, listed, parameters, columns);
  }
}
