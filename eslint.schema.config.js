import graphql from '@graphql-eslint/eslint-plugin';

const NAMING = '@graphql-eslint/naming-convention';
const { rules: recommended } = graphql.configs['flat/schema-recommended'];
const { EnumValueDefinition: upperCase, ...names } = recommended[NAMING][1];
const objects = 'ObjectTypeDefinition,ObjectTypeExtension';

/** Style of the published schema: graphql-eslint's recommended rules and those of Relay. What differs from them here is a decision, with its reason. */
export default [
  {
    files: ['schema/schema.graphql'],
    languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema: 'schema/schema.graphql' } } },
    plugins: { '@graphql-eslint': graphql },
    rules: {
      ...recommended,
      ...graphql.configs['flat/schema-relay'].rules,
      // What has an identity is a record, and every record is a Node with an id. Parts of a record, lines of a view, pages and payloads have none: an id of
      // theirs would be made up, and caches would keep it.
      '@graphql-eslint/strict-id-in-types': 'off',
      // Connections page through what grows. What is bounded by its record (languages of a name, members of a page) is a plain list, and lines of a view are in
      // connections without being Nodes.
      '@graphql-eslint/relay-edge-types': [
        'error',
        { withEdgeSuffix: true, shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false },
      ],
      // Of two fields alone: `actorKind` and `instrumentKind` are called as in the events and filters of their kinds.
      '@graphql-eslint/no-typename-prefix': 'off',
      [NAMING]: [
        'error',
        {
          ...names,
          // ProjectDetail names fields of an input, as they are called there.
          'EnumValueDefinition[parent.name.value!=ProjectDetail]': upperCase,
          // "Aid type" is the term of IATI and the DAC.
          [objects]: { ...names[objects], ignorePattern: '^ProjectAidType$' },
        },
      ],
    },
  },
];
