import { registerEnumType } from '@nestjs/graphql';

/** Registers a list of codes as a GraphQL enum and gives it as an object of them. */
export function codeEnum<const Codes extends readonly string[]>(
  name: string,
  description: string,
  codes: Codes,
): { readonly [Code in Codes[number]]: Code } {
  const enumeration = Object.fromEntries(codes.map((code) => [code, code])) as { readonly [Code in Codes[number]]: Code };
  registerEnumType(enumeration, { name, description });
  return enumeration;
}
