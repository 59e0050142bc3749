import { isTheme } from '../../codes/themes.js';
import { CheckedText } from '../../graphql/commands/fields.js';

/** Codes of challenges, conclusions and threats; none, if left out. */
export function Themes(description: string): PropertyDecorator {
  return CheckedText(description, 'is a theme such as CO-05', isTheme, { optional: true, list: true });
}
