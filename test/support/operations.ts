import fc from 'fast-check';
import {
  type GraphQLArgument,
  GraphQLEnumType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';

/** An operation with the variables sent along, which may be wrong. */
export interface Operation {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

/** Draws operations over a schema: most are valid, and most of their variables. */
export class OperationWriter {
  readonly #variables = new Map<string, { type: string; preset?: string; value?: unknown }>();
  readonly #fragments: string[] = [];
  #aliases = 0;
  /** What only some operations have, so that most are compiled. */
  readonly #conditions: boolean;
  readonly #nestedVariables: boolean;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly draw: fc.GeneratorValue,
    /** Values of scalars by name, in the place of those of the toy schema. */
    private readonly values: Readonly<Record<string, readonly unknown[]>> = {},
  ) {
    this.#conditions = this.#once(4);
    this.#nestedVariables = this.#once(4);
  }

  operation(kind: 'query' | 'mutation'): Operation {
    const root = kind === 'query' ? this.schema.getQueryType()! : this.schema.getMutationType()!;
    const selection = this.#selection(root, kind === 'query' ? 4 : 1);
    const declared = [...this.#variables].map(([name, { type, preset }]) => `$${name}: ${type}${preset ? ` = ${preset}` : ''}`);
    const variables = [...this.#variables].flatMap(([name, { value }]) => (value === undefined ? [] : [[name, value] as const]));
    const query = `${kind} Drawn${declared.length > 0 ? `(${declared.join(', ')})` : ''} ${selection}\n${this.#fragments.join('\n')}`;
    return { query, variables: Object.fromEntries(variables) };
  }

  #one<T>(choices: readonly T[]): T {
    return choices[this.draw(fc.nat, choices.length - 1)]!;
  }

  #once(times: number): boolean {
    return this.draw(fc.nat, times - 1) === 0;
  }

  #selection(type: GraphQLOutputType, depth: number): string {
    const parts: string[] = [];
    const count = 1 + this.draw(fc.nat, 3);
    for (let part = 0; part < count; part++) parts.push(this.#part(type, depth));
    return `{ ${parts.join(' ')} }`;
  }

  #part(type: GraphQLOutputType, depth: number): string {
    const fields =
      'getFields' in type
        ? Object.values((type as { getFields(): Record<string, GraphQLField<unknown, unknown>> }).getFields())
        : [];
    const usable = fields.filter((field) => depth > 0 || !isCompositeType(getNamedType(field.type)));
    const abstract = isAbstractType(type);
    if (depth > 0 && this.#once(abstract ? 2 : 5)) {
      const on = abstract ? this.#one(this.schema.getPossibleTypes(type)) : type;
      if (this.#once(2)) return `... on ${String(on)} ${this.#directive()}${this.#selection(on, depth - 1)}`;
      const known = this.#fragments.flatMap((text) => /^fragment (\w+) on (\w+)/.exec(text) ?? []).filter((_, at) => at % 3 > 0);
      const again = known.findIndex((text, at) => at % 2 === 1 && text === String(on));
      if (again > 0 && this.#once(2)) return `...${known[again - 1]} ${this.#directive()}`;
      const body = this.#selection(on, depth - 1);
      const name = `F${this.#fragments.length}`;
      this.#fragments.push(`fragment ${name} on ${String(on)} ${body}`);
      const spread = `...${name} ${this.#directive()}`;
      return this.#once(3) ? `${spread} ...${name} ${this.#directive()}` : spread;
    }
    if (usable.length === 0 || this.#once(8)) return `__typename ${this.#directive()}`;
    const field = this.#one(usable);
    const below = getNamedType(field.type);
    const given = this.#arguments(field.args);
    const alias = given || this.#once(3) ? `a${this.#aliases++}: ` : '';
    return `${alias}${field.name}${given} ${this.#directive()}${isCompositeType(below) ? this.#selection(below, depth - 1) : ''}`;
  }

  #directive(): string {
    if (!this.#conditions || !this.#once(8)) return '';
    const condition = this.#once(2) ? String(this.#once(2)) : this.#variable('Boolean!', () => this.#once(2));
    return `@${this.#one(['skip', 'include'])}(if: ${condition}) `;
  }

  #arguments(args: readonly GraphQLArgument[]): string {
    const given = args
      .filter((arg) => (isNonNullType(arg.type) && arg.defaultValue === undefined) || this.#once(args.length > 3 ? 5 : 2))
      .map((arg) => `${arg.name}: ${this.#literal(arg.type, 2, arg.defaultValue !== undefined)}`);
    return given.length > 0 ? `(${given.join(', ')})` : '';
  }

  /** @param hasDefault whether a nullable variable may stand where null may not */
  #literal(type: GraphQLInputType, depth: number, hasDefault = false, isNested = false): string {
    if ((this.#nestedVariables || !isNested) && this.#once(3)) {
      const declared = hasDefault && isNonNullType(type) && this.#once(2) ? type.ofType : type;
      return this.#variable(String(declared), () => this.#value(declared, 2));
    }
    if (isNonNullType(type)) return this.#literal(type.ofType, depth, false, isNested);
    if (this.#once(12)) return 'null';
    if (isListType(type)) {
      if (this.#once(4)) return this.#literal(type.ofType, depth, false, isNested);
      return `[${Array.from({ length: this.draw(fc.nat, 2) }, () => this.#literal(type.ofType, depth)).join(', ')}]`;
    }
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields());
      const chosen = type.isOneOf
        ? [this.#one(fields)]
        : fields.filter((field) => isNonNullType(field.type) || (depth > 0 && this.#once(2)));
      return `{ ${chosen.map((field) => `${field.name}: ${this.#literal(field.type, depth - 1, false, true)}`).join(', ')} }`;
    }
    if (type instanceof GraphQLEnumType) return this.#one(type.getValues()).name;
    return type.name === 'Anything'
      ? this.#one(['{ deep: [1, "two"] }', '3', '"text"'])
      : JSON.stringify(this.#scalar(type.name));
  }

  #variable(type: string, value: () => unknown): string {
    const name = `v${this.#variables.size}`;
    const held = this.#once(6) ? undefined : this.#once(12) ? this.#one<unknown>([null, 'wrong', [1], {}, 1.5]) : value();
    const preset = this.#preset(type);
    this.#variables.set(name, { type, ...(preset && this.#once(2) ? { preset } : {}), value: held });
    return `$${name}`;
  }

  #preset(type: string): string | undefined {
    const presets: Record<string, string> = {
      Int: '5',
      Boolean: 'true',
      String: '"preset"',
      ID: '9',
      Size: 'SMALL',
      Day: '"2001-02-03"',
      Box: '{ width: 1 }',
      Plain: '{ size: LARGE, day: "2001-02-03" }',
      Choice: '{ text: "preset" }',
      '[Int]': '[1, null]',
    };
    return presets[type.replace(/!$/, '')];
  }

  #value(type: GraphQLInputType, depth: number): unknown {
    if (isNonNullType(type)) return this.#value(type.ofType, depth);
    if (this.#once(10)) return null;
    if (isListType(type)) {
      if (this.#once(4)) return this.#value(type.ofType, depth);
      return Array.from({ length: this.draw(fc.nat, 2) }, () => this.#value(type.ofType, depth));
    }
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields());
      const chosen = type.isOneOf && !this.#once(6) ? [this.#one(fields)] : fields.filter(() => depth > 0 && this.#once(2));
      const held = chosen.map((field) => [field.name, this.#value(field.type, depth - 1)] as const);
      return Object.fromEntries(this.#once(20) ? [...held, ['unknown', 1] as const] : held);
    }
    if (type instanceof GraphQLEnumType) return this.#once(10) ? 'HUGE' : this.#one(type.getValues()).name;
    return type.name === 'Anything' ? this.#one([{ deep: [1, null] }, 3, 'text']) : this.#scalar(type.name);
  }

  #scalar(name: string): unknown {
    const values = this.values[name];
    if (values) return this.#one(values);
    if (name === 'Int') return this.#one([0, 1, 2, 40]);
    if (name === 'Float') return this.#one([0, 1.5, -2]);
    if (name === 'Boolean') return this.#once(2);
    if (name === 'ID') return this.#one(['riga', 'cesis', 'ogre', 'none', 'riga']);
    if (name === 'Day') return this.#once(8) ? 'no day' : '2020-02-02';
    return this.#one(['', 'text', 'quote " \\ \u2603']);
  }
}
