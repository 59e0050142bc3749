import { fromMinorUnits } from '../../codes/currencies.js';
import { type CodeList } from '../../fields/index.js';
import { type LocalizedText, type Money } from '../../event-sourcing/values.js';
import { type ProjectDetails } from '../../records/assistance-project/assistance-project.details.js';
import {
  type AssistanceProjectState,
  indicatorMeasures,
  type Transfer,
} from '../../records/assistance-project/assistance-project.fields.js';
import { element, empty, narratives, type Xml } from './xml.js';

/** An organisation as it is published. */
export interface PublishedOrganisation {
  /** Its IATI organisation identifier. */
  readonly ref?: string;
  /** Code of IATI OrganisationType. */
  readonly type: string;
  readonly name: LocalizedText;
}

/** Something that cannot be published, and the rule that keeps it back. */
export interface Withheld {
  readonly element: string;
  readonly rule: string;
}

const REGIONS = { DAC: '1', M49: '2', OWN: '99' } as const;
const RESULTS = { OUTPUT: '1', OUTCOME: '2', IMPACT: '3', OTHER: '9' } as const;
const WGS84 = 'http://www.opengis.net/def/crs/EPSG/0/4326';
/** Texts are English where they do not say otherwise. */
export const DEFAULT_LANGUAGE = 'en';

/** The code of IATI's list of which ours keeps the order. */
export const numberOf = ({ codes }: CodeList, one: string) => String(codes.indexOf(one) + 1);

/** An organisation, by its identifier, type and names. */
export function organisationOf(
  name: string,
  { ref, type, name: called }: PublishedOrganisation,
  attributes: Readonly<Record<string, string | undefined>> = {},
): Xml {
  return element(name, { ref, type, ...attributes }, narratives(called, DEFAULT_LANGUAGE));
}

/** Countries before regions, as the schema has them. */
export function placesOf(recipients: readonly (NonNullable<Transfer['recipient']> & { readonly percentage?: number })[]): Xml[] {
  const share = (percentage: number | undefined) => ({ percentage: percentage === undefined ? undefined : String(percentage) });
  return [
    ...recipients.flatMap(({ country, percentage }) =>
      country ? [element('recipient-country', { code: country, ...share(percentage) })] : [],
    ),
    ...recipients.flatMap(({ region, vocabulary = 'M49', percentage }) =>
      region ? [element('recipient-region', { code: region, vocabulary: REGIONS[vocabulary], ...share(percentage) })] : [],
    ),
  ];
}

/** A sector or a tag. */
export function classifiedOf(
  element_: 'sector' | 'tag',
  { vocabulary, code, name, percentage }: ProjectDetails['sectors'][number],
): Xml {
  const share = percentage === undefined ? undefined : String(percentage);
  return element(element_, { vocabulary, code, percentage: share }, ...(name ? [narratives(name, DEFAULT_LANGUAGE)] : []));
}

/** A location; its areas of a level are administrative ones. */
export function locationOf({
  reference,
  name,
  description,
  latitude,
  longitude,
  areas,
}: NonNullable<ProjectDetails['locations']>[number]): Xml {
  const area = (kind: string, one: (typeof areas)[number]) =>
    element(kind, { vocabulary: one.vocabulary, code: one.code, level: one.level });
  return element(
    'location',
    { ref: reference },
    ...areas.filter(({ level }) => level === undefined).map((one) => area('location-id', one)),
    name ? element('name', {}, narratives(name, DEFAULT_LANGUAGE)) : empty,
    description ? element('description', {}, narratives(description, DEFAULT_LANGUAGE)) : empty,
    ...areas.filter(({ level }) => level !== undefined).map((one) => area('administrative', one)),
    latitude === undefined || longitude === undefined
      ? empty
      : element('point', { srsName: WGS84 }, element('pos', {}, `${latitude} ${longitude}`)),
  );
}

/** A result; IATI requires an indicator of it, a measure of that, and the two ends of its periods. */
export function resultOf(
  { type, title, description, reference, indicators }: AssistanceProjectState['results'][number],
  text: (name: string, value: LocalizedText | undefined) => Xml,
  withhold: (withheld: Withheld) => void,
): Xml[] {
  const shown = indicators.flatMap((indicator) => {
    const { title: called, measure, periods, baseline } = indicator;
    if (!measure) {
      withhold({ element: 'result/indicator', rule: 'the indicator has a measure' });
      return [];
    }
    if (baseline !== undefined) withhold({ element: 'result/indicator/baseline', rule: 'the year of a baseline is on record' });
    const whole = periods.filter(({ start, end }) => start !== undefined && end !== undefined);
    if (whole.length < periods.length)
      withhold({ element: 'result/indicator/period', rule: 'the period has a start and an end' });
    return [
      element(
        'indicator',
        { measure: numberOf(indicatorMeasures, measure) },
        text('title', called),
        ...whole.map(({ start, end, target, actual }) =>
          element(
            'period',
            {},
            day('period-start', start),
            day('period-end', end),
            target === undefined ? empty : element('target', { value: target }),
            actual === undefined ? empty : element('actual', { value: actual }),
          ),
        ),
      ),
    ];
  });
  if (shown.length === 0) {
    withhold({ element: 'result', rule: 'the result has an indicator that can be published' });
    return [];
  }
  // What an import made of type and title is no reference of the publisher's.
  const own = reference.startsWith(`${type}: `) ? empty : element('reference', { vocabulary: '99', code: reference });
  return [element('result', { type: RESULTS[type] }, text('title', title), text('description', description), own, ...shown)];
}

/** A day, where there is one. */
export const day = (name: string, on: string | undefined) => (on === undefined ? empty : element(name, { 'iso-date': on }));

/** An amount with its day. */
export function moneyOf({ minor, currency }: Money, valueDate: string): Xml {
  return element('value', { currency, 'value-date': valueDate }, fromMinorUnits(String(minor), currency));
}
