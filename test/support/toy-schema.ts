import {
  buildSchema,
  defaultFieldResolver,
  GraphQLEnumType,
  GraphQLError,
  type GraphQLInputObjectType,
  type GraphQLObjectType,
  type GraphQLScalarType,
  type GraphQLSchema,
  Kind,
  valueFromASTUntyped,
} from 'graphql';

/** What a server has to cope with, small: abstract types, nested lists, nulls where none may be, all kinds of input, errors early and late. */
const SDL = /* GraphQL */ `
  scalar Day
  scalar Anything
  enum Size {
    SMALL
    LARGE
  }
  input Box {
    width: Int!
    height: Int = 3
    size: Size = LARGE
    inner: Box
  }
  input Plain {
    whole: Int
    lots: [Int!]
    day: Day
    size: Size
    any: Anything
    nested: Plain
  }
  input Choice @oneOf {
    id: ID
    text: String
    plain: Plain
  }
  interface Named {
    id: ID!
    name(upper: Boolean = false): String
  }
  type City implements Named {
    id: ID!
    name(upper: Boolean = false): String
    size: Size
    founded: Day
    country: Country!
    twins(first: Int = 2): [City!]
    grid: [[Int]!]
    echo(
      whole: Int
      float: Float
      text: String
      id: ID
      flag: Boolean
      size: Size
      day: Day
      any: Anything
      plain: Plain
      box: Box
      choice: Choice
      lots: [Int]
      rows: [[String!]]
      must: Int! = 7
    ): String
  }
  type Country implements Named {
    id: ID!
    name(upper: Boolean = false): String
    capital: City
    cities: [City]
    late: String
    lateMust: String!
  }
  type Mishap {
    early: String
    late: String
    earlyMust: String!
    lateMust: String!
    nothingMust: Int!
    wrongInt: Int
    wrongSize: Size
    wrongList: [Int]
    holes: [Int!]
    someFail: [String]
    below: Mishap
    belowMust: Mishap!
    coded: String
  }
  union Place = City | Country | Mishap
  type Query {
    city(id: ID!): City
    country: Country!
    places: [Place]
    placesMust: [Place!]
    named: [Named!]!
    mishap: Mishap
    unknownPlace: Place
  }
  type Mutation {
    add(n: Int!, late: Boolean = false): Int
    addMust(n: Int!): Int!
  }
  type Subscription {
    ticks(count: Int! = 3): Int
    endless: Int
    fails: Int
    failsAtOnce: Int
    who: String
  }
`;

const SIZES = { SMALL: 1, LARGE: { large: true } };
const DAY = /^\d{4}-\d{2}-\d{2}$/;

function day(value: unknown): unknown {
  if (typeof value === 'string' && DAY.test(value)) return new Date(value);
  throw new GraphQLError(`${JSON.stringify(value)} is no Day`, { extensions: { code: 'BAD_USER_INPUT' } });
}

const later = <T>(value: T): Promise<T> => new Promise((resolve) => setImmediate(() => resolve(value)));
const fail = (message: string) => (): never => {
  throw new Error(message);
};
const failLater = (message: string) => () => later(undefined).then(fail(message));
const name =
  (text: string | null) =>
  ({ upper }: { upper: boolean }) =>
    upper ? text?.toUpperCase() : text;

const sorted = (_key: string, value: unknown) =>
  value && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
    : value;

const country: Record<string, unknown> = {
  __typename: 'Country',
  id: 'c',
  name: name('Lettland'),
  late: failLater('late country'),
  lateMust: () => later('late'),
};
const city = (id: string, more: object): Record<string, unknown> => ({
  __typename: 'City',
  id,
  country: () => later(country),
  twins: ({ first }: { first: number }) => [...cities].slice(0, first),
  echo: (asked: unknown) => JSON.stringify(asked, sorted),
  ...more,
});
const cities = [
  city('riga', { name: name('Riga'), size: SIZES.LARGE, founded: new Date('1201-01-01'), grid: [[1, null, 3], [], [4]] }),
  city('cesis', { name: name(null), size: 1, grid: [[1], null] }),
  city('ogre', { name: () => later('Ogre'), founded: 'not a day', country: null, grid: () => later(null) }),
];
Object.assign(country, {
  capital: cities[0],
  cities: () => later([cities[0], null, later(cities[1]), new Error('a city failed')]),
});
const mishap: Record<string, unknown> = {
  __typename: 'Mishap',
  early: fail('early'),
  late: failLater('late'),
  earlyMust: fail('earlyMust'),
  lateMust: failLater('lateMust'),
  nothingMust: null,
  wrongInt: 'many',
  wrongSize: 'HUGE',
  wrongList: 5,
  holes: [1, null, 3],
  someFail: () => [later('a'), Promise.reject(new Error('b failed')), 'c', later('d')],
  below: () => later(mishap),
  belowMust: () => mishap,
  coded: () => {
    throw new GraphQLError('not that one', { extensions: { code: 'NOT_FOUND', which: 1 } });
  },
};

async function* ticks(_root: unknown, { count }: { count: number }) {
  for (let tick = 0; tick < count; tick++) yield { ticks: await later(tick) };
}

/** Yields once and then waits until it is stopped. */
async function* endless() {
  try {
    yield { endless: 0 };
    await new Promise<never>(() => undefined);
  } finally {
    await later(undefined);
  }
}

async function* fails() {
  yield { fails: 1 };
  await later(undefined);
  throw new Error('the secret of the source');
}

/** @param sum what mutations add to, in order */
export function toySchema(sum: { value: number } = { value: 0 }): GraphQLSchema {
  const schema = buildSchema(SDL);
  const dayType = schema.getType('Day') as GraphQLScalarType;
  dayType.parseValue = day;
  dayType.parseLiteral = (node) => day(node.kind === Kind.STRING ? node.value : undefined);
  dayType.serialize = (value) => {
    if (value instanceof Date) return value.toISOString().slice(0, 10);
    throw new GraphQLError(`${String(value)} is no day`);
  };
  const anything = schema.getType('Anything') as GraphQLScalarType;
  anything.parseLiteral = (node, variables) => valueFromASTUntyped(node, variables);
  const values = { SMALL: { value: SIZES.SMALL }, LARGE: { value: SIZES.LARGE } };
  Object.assign(schema.getType('Size')!, new GraphQLEnumType({ name: 'Size', values }));
  (schema.getType('Box') as GraphQLInputObjectType).getFields().size!.defaultValue = SIZES.LARGE;
  const fields = (type: string) => (schema.getType(type) as GraphQLObjectType).getFields();
  const resolve = (type: string, resolvers: Record<string, (...given: never[]) => unknown>) => {
    for (const [field, resolver] of Object.entries(resolvers)) fields(type)[field]!.resolve = resolver as never;
  };
  resolve('Query', {
    city: (_root, { id }: { id: string }) => cities.find((one) => one.id === id),
    country: () => later(country),
    places: () => [cities[0], later(country), null, mishap, Promise.reject(new Error('no place'))],
    placesMust: () => later([cities[1], country, null]),
    named: () => [country, ...cities],
    mishap: () => mishap,
    unknownPlace: () => ({ __typename: 'Moon' }),
  });
  // graphql-jit takes properties as they are: what is to be called has a resolver.
  resolve('City', Object.fromEntries(['name', 'country', 'twins', 'grid', 'echo'].map((field) => [field, defaultFieldResolver])));
  resolve('Country', Object.fromEntries(['name', 'cities', 'late', 'lateMust'].map((field) => [field, defaultFieldResolver])));
  resolve(
    'Mishap',
    Object.fromEntries(Object.keys(mishap).flatMap((field) => (field === '__typename' ? [] : [[field, defaultFieldResolver]]))),
  );
  const add = (by: number) => {
    sum.value = sum.value * 10 + by;
    if (by === 0) throw new Error('nothing to add');
    return sum.value;
  };
  resolve('Mutation', {
    add: async (_root, { n, late }: { n: number; late: boolean }) => (late ? later(undefined).then(() => add(n)) : add(n)),
    addMust: (_root, { n }: { n: number }) => add(n),
  });
  const subscription = fields('Subscription');
  subscription.ticks!.subscribe = ticks as never;
  subscription.endless!.subscribe = endless;
  subscription.fails!.subscribe = fails;
  subscription.failsAtOnce!.subscribe = fail('the secret of the beginning');
  subscription.who!.subscribe = async function* (_root: unknown, _asked: unknown, context: { viewer?: { name: string } }) {
    yield { who: await later(context.viewer?.name) };
  };
  return schema;
}
