import { InputType } from '@nestjs/graphql';
import { ASSISTANCE_SUBJECTS, ASSISTANCE_UNITS, type AssistanceSubject, type AssistanceUnit } from '../../codes/assistance.js';
import { TARGET_SCOPES } from '../../codes/target-scopes.js';
import { isCountryCode } from '../../codes/countries.js';
import { isRegionCode } from '../../codes/regions.js';
import { isTheme } from '../../codes/themes.js';
import { type CommandInput } from '../../graphql/commands/command.js';
import { CheckedText, type FieldOptions } from '../../graphql/commands/fields.js';
import { type ValueOf } from '../../fields/index.js';
import { inputGroupClass } from '../../graphql/commands/described.js';
import { documentReference, instrumentCitation, quantity } from './fields.js';
import { UUID } from '../../graphql/global-id.js';
import { codeEnum } from '../../graphql/objects/code-enum.js';

export const TargetScope = codeEnum('TargetScope', 'What is to be protected.', TARGET_SCOPES);

export const AssistanceSubjectEnum = codeEnum(
  'AssistanceSubject',
  'What assistance is about.',
  Object.keys(ASSISTANCE_SUBJECTS) as AssistanceSubject[],
);
export const AssistanceUnitEnum = codeEnum(
  'AssistanceUnit',
  'What assistance is counted in, beside money.',
  Object.keys(ASSISTANCE_UNITS) as AssistanceUnit[],
);

/** Codes of challenges, conclusions and threats; none, if left out. */
export function Themes(description: string): PropertyDecorator {
  return CheckedText(description, 'is a theme such as CO-05', isTheme, { optional: true, list: true });
}

/** ISO 3166-1 alpha-2 code of a country; a list of them with `list`. */
export function Country(description: string, options: FieldOptions = {}): PropertyDecorator {
  return CheckedText(description, 'is an ISO 3166-1 alpha-2 code such as FR', isCountryCode, options);
}

/** Codes of countries; none, if left out. */
export function Countries(description: string): PropertyDecorator {
  return Country(description, { optional: true, list: true });
}

/** Codes of regions; none, if left out. */
export function Regions(description: string): PropertyDecorator {
  const sentence = 'is a UN M49 code such as 035, or one of our own region groups such as X-SEE';
  return CheckedText(description, sentence, isRegionCode, { optional: true, list: true });
}

/** Adds a scope to the base class of a command: themes, countries and regions. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export function withScope<Base extends abstract new (...args: any[]) => CommandInput>(base: Base) {
  @InputType({ isAbstract: true })
  abstract class ScopeCommand extends base {
    @Themes('Challenges, conclusions and threats that it is about.')
    themes?: string[];

    @Countries('Countries that it is for.')
    countries?: string[];

    @Regions('Regions that it is for.')
    regions?: string[];
  }
  return ScopeCommand;
}

/** Something within a record (`noun`: `action`), named by the id of the event that made it; property type string. */
export function EventId(
  noun: string,
  options: FieldOptions = {},
  description = `The ${noun}: id of the event that made it.`,
): PropertyDecorator {
  return CheckedText(description, `is the id of a ${noun}, a UUID`, (text) => UUID.test(text), options);
}

export const DocumentInput = inputGroupClass(documentReference);
export type DocumentInput = ValueOf<typeof documentReference.fields>;
export const InstrumentCitationInput = inputGroupClass(instrumentCitation);
export type InstrumentCitationInput = ValueOf<typeof instrumentCitation.fields>;
export const AssistanceQuantityInput = inputGroupClass(quantity);
export type AssistanceQuantityInput = ValueOf<typeof quantity.fields>;
