import { type GraphQLSchema } from 'graphql';
import { badUserInput } from '../errors.js';
import { type Feed, feedOf, readDocument } from './feed.js';
import { listDocument, type Parameters } from './feed-list.js';

/** What is saved under a name. */
export interface Question {
  readonly document?: string | null;
  /** JSON object. */
  readonly variables?: string | null;
  readonly list?: string | null;
}

/** A list with its parameters, and what the address of its feed says beside them. */
export interface ListQuestion {
  readonly name: string;
  readonly parameters: Parameters;
  readonly columns?: readonly string[];
  readonly language?: string;
}

/** Reads `commitments?status=DECLARED&columns=id,due&language=fr`. */
export function readList(text: string): ListQuestion {
  const [name = '', query = ''] = text.split('?', 2);
  const parameters = new Map<string, string[]>();
  for (const [key, value] of new URLSearchParams(query)) parameters.set(key, [...(parameters.get(key) ?? []), value]);
  return listOf(name, parameters);
}

/** A list by its name and the parameters of an address. */
export function listOf(name: string, given: Parameters): ListQuestion {
  const parameters = new Map(given);
  const taken = (key: string) => {
    const values = parameters.get(key);
    parameters.delete(key);
    return values;
  };
  const columns = taken('columns')?.flatMap((text) => text.split(',').filter(Boolean));
  return { name, parameters, columns, language: taken('language')?.at(-1) };
}

/** The feed of a list. @throws NOT_FOUND, BAD_USER_INPUT */
export function feedOfList(schema: GraphQLSchema, { name, parameters, columns }: ListQuestion): Feed {
  const { document, variables } = listDocument(schema, name, parameters, columns);
  return feedOf(schema, readDocument(schema, document, 'list'), variables);
}

/** The feed of a saved question, with the language that it is asked in. @throws BAD_USER_INPUT where the schema has changed since, or where it gives no list */
export function feedOfQuestion(
  schema: GraphQLSchema,
  { document, variables, list }: Question,
  columns?: readonly string[],
): { readonly feed: Feed; readonly language?: string } {
  if (list != null) {
    const asked = readList(list);
    return { feed: feedOfList(schema, { ...asked, columns: columns ?? asked.columns }), language: asked.language };
  }
  const values = variables == null ? {} : (JSON.parse(variables) as Record<string, unknown>);
  const feed = feedOf(schema, readDocument(schema, document!, 'document'), values);
  if (!columns) return { feed };
  const chosen = columns.map((name) => {
    const found = feed.columns.find((column) => column.name === name);
    if (found) return found;
    const rule = `is a column of the question: ${feed.columns.map((one) => one.name).join(', ')}`;
    throw badUserInput({ field: 'columns', value: name, rule });
  });
  return { feed: { ...feed, columns: chosen } };
}
