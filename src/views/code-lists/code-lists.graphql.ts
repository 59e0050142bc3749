import { GraphQLEnumType, GraphQLInt, GraphQLNonNull, GraphQLObjectType, type GraphQLSchema, GraphQLString } from 'graphql';
import { type Code, CODE_LISTS, codeList, type CodeListName } from '../../codes/lists.js';
import { pickLanguage } from '../../graphql/language.js';
import { outputType } from '../../graphql/objects/computed.js';
import { type PageArguments, pageOfWhole } from '../../graphql/read/page.js';
import { type RequestContext } from '../../graphql/request-context.js';
import { type AnyField, connectionType, listOf, pageArguments, required } from '../../graphql/schema/shared-types.js';

const CodeListNameEnum = new GraphQLEnumType({
  name: 'CodeListName',
  description: 'A code list.',
  values: Object.fromEntries(
    CODE_LISTS.map((name) => [name, { description: `${codeList(name).title}. Source: ${codeList(name).source}.` }]),
  ),
});

/** `Query.codeLists`, `codeList` and `code`: the same at every moment, for everybody. */
export function codeListQueries(schema: GraphQLSchema): Record<string, AnyField> {
  const optional = (description: string) => ({ type: GraphQLString, description });
  const code = new GraphQLObjectType<Code, RequestContext>({
    name: 'Code',
    description: 'A code with what it stands for.',
    fields: {
      value: { type: required(GraphQLString), description: 'The code.' },
      label: {
        type: GraphQLString,
        description: 'What it stands for, in the language asked for, or the nearest there is; null where the list gives no name.',
        args: { language: { type: GraphQLString, description: 'BCP 47 tag of the language wished for: `fr`.' } },
        resolve: ({ labels }, { language }: { language?: string | null }, { languages }) =>
          pickLanguage(labels, language ? [language, ...languages] : languages),
      },
      labels: { type: listOf(outputType(schema, 'LocalizedText')), description: 'What it stands for, in all its languages.' },
      within: {
        type: listOf(GraphQLString),
        description: 'Codes of the regions that a country or region is part of, the nearest first.',
        resolve: ({ within = [] }) => within,
      },
      alpha3: optional('ISO 3166-1 alpha-3 code of a country.'),
      numeric: optional('Numeric code of a country or region (UN M49) or of a currency (ISO 4217).'),
      iatiType: optional('IATI OrganisationType that a kind of actor is published as.'),
      decimals: { type: GraphQLInt, description: 'Digits after the decimal point of a currency.' },
    },
  });
  const codes = connectionType('Code', code, 'codes');
  const list = new GraphQLObjectType<CodeListName, RequestContext>({
    name: 'CodeList',
    description: 'A list of codes.',
    fields: {
      name: { type: required(CodeListNameEnum), description: 'Its name.', resolve: (name) => name },
      title: { type: required(GraphQLString), description: 'What it lists.', resolve: (name) => codeList(name).title },
      source: { type: required(GraphQLString), description: 'Whose list it is.', resolve: (name) => codeList(name).source },
      codes: {
        type: required(codes),
        description: 'Its codes, in the order of the list.',
        args: {
          ...pageArguments,
          within: {
            type: GraphQLString,
            description: 'Only countries and regions that are part of this region: `202`, `X-SEE`.',
          },
        },
        resolve: (name, { within, ...page }: PageArguments & { within?: string | null }) => {
          const all = [...codeList(name).codes.values()];
          const wanted = within == null ? all : all.filter((one) => one.within?.includes(within));
          return pageOfWhole(wanted, page, `codes ${name} ${within ?? ''}`, ({ value }) => value);
        },
      },
    },
  });
  const named = { type: new GraphQLNonNull(CodeListNameEnum), description: 'Which list.' };
  return {
    codeLists: { type: listOf(list), description: 'The code lists that records draw on.', resolve: () => CODE_LISTS },
    codeList: {
      type: required(list),
      description: 'A code list by its name.',
      args: { name: named },
      resolve: (_root, { name }: { name: CodeListName }) => name,
    },
    code: {
      type: code,
      description: 'What a code stands for; null where the list has none such.',
      args: { list: named, value: { type: new GraphQLNonNull(GraphQLString), description: 'The code.' } },
      resolve: (_root, { list: name, value }: { list: CodeListName; value: string }) => codeList(name).codes.get(value) ?? null,
    },
  };
}
