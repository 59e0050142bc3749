/** Folders of src from the lowest up: each imports those before it, and none after it. */
const LAYERS = [
  ...['platform', 'event-sourcing', 'codes', 'access', 'ledger', 'graphql'],
  ...['records', 'rules', 'processes', 'views', 'exchange', 'http'],
];

/** Dependencies point one way, and a record's rules know nothing of frameworks: docs/architecture.md. */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    {
      name: 'rules-are-pure',
      comment: '<record>.ts imports its own kind, the shared rules and event-sourcing, and nothing else at run time but zod.',
      severity: 'error',
      from: { path: '^src/records/([^/]+)/\\1\\.ts$' },
      to: {
        pathNot: [
          '^src/records/$1/',
          '^src/records/shared/(?!inputs|objects)[^.]+\\.ts$',
          '^src/(event-sourcing|fields|codes)/',
          '(^|/)node_modules/zod/',
        ],
      },
    },
    ...LAYERS.slice(0, -1).map((layer, i) => ({
      name: `${layer}-knows-no-layer-above`,
      severity: 'error',
      from: { path: `^src/${layer}/` },
      to: { path: `^src/(${LAYERS.slice(i + 1).join('|')})/` },
    })),
    {
      name: 'parts-do-not-know-the-whole',
      comment:
        'What puts the parts together (src/*.ts), the commands of the terminal and the demonstration are imported by no part.',
      severity: 'error',
      from: { path: `^src/(${LAYERS.join('|')})/` },
      to: { path: '^src/([^/]+\\.ts$|(commands|demonstration)/)' },
    },
    {
      name: 'logs-do-not-know-read-models',
      severity: 'error',
      from: { path: '^src/event-sourcing/(postgres|kurrentdb|memory)/' },
      to: { path: '^src/event-sourcing/(projections|processes)/' },
    },
    {
      name: 'rules-read-nothing',
      severity: 'error',
      from: { path: '^src/rules/' },
      to: { path: '^src/graphql/read/' },
    },
    {
      name: 'records-do-not-know-each-other',
      severity: 'error',
      from: { path: '^src/records/([^/]+)/' },
      to: { path: '^src/records/([^/]+)/', pathNot: '^src/records/($1|shared)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    exclude: { path: '\\.spec\\.ts$' },
    enhancedResolveOptions: { extensions: ['.ts', '.js'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
