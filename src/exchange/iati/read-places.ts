import { countryAt } from '../../codes/countries.js';
import * as iati from '../../codes/iati-codes.js';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { type XmlElement } from './read-activities.js';
import { type ActivityReader } from './reading.js';

const REGIONS = { '1': 'DAC', '2': 'M49', '99': 'OWN' } as const;

export interface Place {
  readonly country?: string;
  readonly region?: string;
  readonly vocabulary?: 'DAC' | 'M49' | 'OWN';
}

export interface Classified {
  readonly vocabulary: string;
  readonly code: string;
  readonly name?: LocalizedText;
}

/** `recipient-country` or `recipient-region`. @param day a day on which a withdrawn code has to have held, where one is known */
export function readPlace(reader: ActivityReader, element: XmlElement, day: string | undefined): Place | undefined {
  if (element.name === 'recipient-region') return readRegion(reader, element);
  const code = element.attributes.code?.trim();
  if (!code) return reader.leaveOut(element, 'is missing', 'recipient-country/@code');
  const country = countryAt(code, day);
  return typeof country === 'string' ? { country } : reader.leaveOut(element, country.rule, 'recipient-country/@code', code);
}

function readRegion(reader: ActivityReader, element: XmlElement): Place | undefined {
  const vocabulary = element.attributes.vocabulary ? reader.code<Place['vocabulary']>(element, 'vocabulary', REGIONS) : 'DAC';
  if (!vocabulary) return undefined;
  const region = vocabulary === 'DAC' ? reader.code<string>(element, 'code', iati.DAC_REGIONS) : element.attributes.code?.trim();
  if (region) return { region, vocabulary };
  return vocabulary === 'DAC' ? undefined : reader.leaveOut(element, 'is missing', 'recipient-region/@code');
}

/** A sector or a tag, which say what something is about by a vocabulary, a code and a name. */
export function readClassified(reader: ActivityReader, element: XmlElement, name: 'sector' | 'tag'): Classified | undefined {
  const vocabulary = element.attributes.vocabulary?.trim() || (name === 'sector' ? '1' : '99');
  const vocabularies = name === 'sector' ? iati.SECTOR_VOCABULARIES : iati.TAG_VOCABULARIES;
  if (!vocabularies.has(vocabulary)) {
    return reader.leaveOut(
      element,
      `is a code of IATI ${name === 'sector' ? 'Sector' : 'Tag'}Vocabulary`,
      `${name}/@vocabulary`,
      vocabulary,
    );
  }
  const list = name === 'sector' ? { '1': iati.DAC_PURPOSE_CODES, '2': iati.DAC_CATEGORIES }[vocabulary] : undefined;
  const code = list ? reader.code<string>(element, 'code', list) : element.attributes.code?.trim();
  if (!code) return list ? undefined : reader.leaveOut(element, 'is missing', `${name}/@code`);
  const title = reader.text(element);
  return { vocabulary, code, ...(title ? { name: title } : {}) };
}
