import { type LocalizedText } from '../../event-sourcing/values.js';
import { xmlText } from '../feed/xml.js';

/** A piece of XML that is well formed. */
export interface Xml {
  readonly xml: string;
}

export const empty: Xml = { xml: '' };

/** An element with its attributes, those left out that are undefined, and its children; texts are escaped. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | undefined>>,
  ...children: readonly (Xml | string)[]
): Xml {
  const given = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${xmlText(value)}"`],
  );
  const inner = children.map((child) => (typeof child === 'string' ? xmlText(child) : child.xml)).join('');
  return { xml: inner === '' ? `<${name}${given.join('')}/>` : `<${name}${given.join('')}>${inner}</${name}>` };
}

/** A text in its languages, as IATI has it. @param usual language that a narrative has where it says none */
export function narratives(texts: LocalizedText, usual: string): Xml {
  const all = texts.map(({ language, text }) =>
    element('narrative', { 'xml:lang': language === usual ? undefined : language }, text),
  );
  return { xml: all.map(({ xml }) => xml).join('') };
}
