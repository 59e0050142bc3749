/** A JSON Schema as zod writes it: the keywords that our events use. */
interface Shape {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Shape[];
  readonly format?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly items?: Shape | readonly Shape[];
  readonly additionalProperties?: Shape | boolean;
  readonly propertyNames?: Shape;
  readonly $ref?: string;
}

const TEXTS: Readonly<Record<string, string>> = {
  uuid: '018f2f6e-0000-7000-8000-000000000001',
  date: '2021-01-27',
  deadline: '2021-01-27',
  'date-time': '2021-01-27T09:00:00.000Z',
  uri: 'https://example.org/document',
  email: 'office@example.org',
  sha256_hex: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
};

/** A value of a shape with every field filled, always the same: the golden event of a version. */
export function sampleOf(schema: object): unknown {
  const shape = schema as Shape;
  if (shape.const !== undefined) return shape.const;
  if (shape.enum) return shape.enum[0];
  if (shape.anyOf) return sampleOf(shape.anyOf.find(({ type }) => type !== 'null') ?? shape.anyOf[0]!);
  switch (shape.type) {
    case 'object':
      return Object.fromEntries(Object.entries(shape.properties ?? {}).map(([name, inner]) => [name, sampleOf(inner)]));
    case 'array':
      return Array.isArray(shape.items)
        ? shape.items.map((inner: Shape) => sampleOf(inner))
        : shape.items
          ? [sampleOf(shape.items)]
          : [];
    case 'string':
      return TEXTS[shape.format ?? ''] ?? 'USD'.padEnd(shape.minLength ?? 0, 'x');
    case 'integer':
    case 'number':
      return Math.max(1, shape.minimum ?? 1, (shape.exclusiveMinimum ?? 0) + 1);
    case 'boolean':
      return true;
    default:
      return null;
  }
}
