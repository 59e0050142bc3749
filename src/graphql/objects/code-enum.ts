import { registerEnumType } from '@nestjs/graphql';

const enums = new Map<string, object>();

/** Registers a list of codes as a GraphQL enum, once for its name, and gives it as an object of them. @throws where the name has other codes */
export function codeEnum<const Codes extends readonly string[]>(
  name: string,
  description: string,
  codes: Codes,
  values?: { readonly [Code in Codes[number]]?: { readonly description: string } },
): { readonly [Code in Codes[number]]: Code } {
  const known = enums.get(name);
  if (known && Object.keys(known).join() !== codes.join()) throw new Error(`the enum ${name} has other codes already`);
  if (known) return known as { readonly [Code in Codes[number]]: Code };
  const enumeration = Object.fromEntries(codes.map((code) => [code, code])) as { readonly [Code in Codes[number]]: Code };
  registerEnumType(enumeration, { name, description, valuesMap: values as object });
  enums.set(name, enumeration);
  return enumeration;
}
