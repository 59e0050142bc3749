/** The layers of docs/decisions: dependencies point one way, and a record's rules know nothing of frameworks. */
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
    {
      name: 'engine-knows-no-record',
      severity: 'error',
      from: { path: '^src/event-sourcing/' },
      to: { path: '^src/(records|views|graphql|exchange|access)/' },
    },
    {
      name: 'platform-stands-alone',
      severity: 'error',
      from: { path: '^src/platform/' },
      to: { path: '^src/(records|views|graphql|exchange|access|event-sourcing)/' },
    },
    {
      name: 'records-do-not-know-each-other',
      severity: 'error',
      from: { path: '^src/records/([^/]+)/' },
      to: { path: '^src/records/([^/]+)/', pathNot: '^src/records/($1|shared)/' },
    },
    {
      name: 'records-do-not-know-views',
      severity: 'error',
      from: { path: '^src/records/' },
      to: { path: '^src/(views|exchange)/' },
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
