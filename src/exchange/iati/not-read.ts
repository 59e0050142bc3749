import { type XmlElement } from './read-activities.js';

/** What is read of each element: its children, and after `@` its attributes. Whatever is read below an element that is not listed is listed by its own name. */
const READ: Readonly<Record<string, string>> = {
  'iati-activity': `iati-identifier reporting-org title description participating-org other-identifier activity-status activity-date
    activity-scope recipient-country recipient-region sector tag collaboration-type default-flow-type default-finance-type
    default-aid-type default-tied-status transaction document-link related-activity result location contact-info budget
    planned-disbursement @default-currency @last-updated-datetime @version`,
  'reporting-org': `narrative @ref @type`,
  title: `narrative`,
  description: `narrative @type`,
  'participating-org': `narrative @ref @type @role @activity-id`,
  'other-identifier': `@ref @type`,
  'activity-status': `@code`,
  'activity-date': `@type @iso-date`,
  'activity-scope': `@code`,
  'recipient-country': `@code @percentage`,
  'recipient-region': `@code @vocabulary @percentage`,
  sector: `narrative @code @vocabulary @percentage`,
  tag: `narrative @code @vocabulary`,
  'collaboration-type': `@code`,
  'default-flow-type': `@code`,
  'default-finance-type': `@code`,
  'default-aid-type': `@code @vocabulary`,
  'default-tied-status': `@code`,
  transaction: `transaction-type transaction-date value description provider-org receiver-org recipient-country recipient-region sector @ref`,
  'transaction-type': `@code`,
  'transaction-date': `@iso-date`,
  value: `@currency @value-date`,
  'provider-org': `narrative @ref @type @provider-activity-id`,
  'receiver-org': `narrative @ref @type @receiver-activity-id`,
  'document-link': `title category language document-date @url @format`,
  category: `@code`,
  language: `@code`,
  'document-date': `@iso-date`,
  'related-activity': `@ref @type`,
  result: `title description indicator reference @type`,
  indicator: `title period baseline @measure`,
  baseline: `@value`,
  reference: `@code`,
  period: `period-start period-end target actual`,
  'period-start': `@iso-date`,
  'period-end': `@iso-date`,
  target: `@value`,
  actual: `@value`,
  location: `name description point location-id administrative @ref`,
  name: `narrative`,
  point: `pos`,
  'location-id': `@code @vocabulary`,
  administrative: `@code @vocabulary @level`,
  'contact-info': `organisation department website mailing-address`,
  organisation: `narrative`,
  department: `narrative`,
  'mailing-address': `narrative`,
  budget: `period-start period-end value @type @status`,
  'planned-disbursement': `period-start period-end value provider-org receiver-org @type`,
  narrative: '',
  'iati-organisation': `organisation-identifier name reporting-org total-budget recipient-org-budget recipient-region-budget
    recipient-country-budget total-expenditure @default-currency @last-updated-datetime @version`,
  'total-budget': `period-start period-end value @status`,
  'recipient-org-budget': `period-start period-end value recipient-org @status`,
  'recipient-region-budget': `period-start period-end value recipient-region @status`,
  'recipient-country-budget': `period-start period-end value recipient-country @status`,
  'total-expenditure': `period-start period-end value`,
  'recipient-org': `narrative @ref @type`,
};

const KNOWN = new Map(Object.entries(READ).map(([name, read]) => [name, new Set(read.split(/\s+/))]));

/**
 * Elements and attributes of an activity that are not read, as often as they are there: `humanitarian-scope`, `transaction/aid-type`,
 * `location/@xml:id`. What is in an element that is not read is not counted besides.
 */
export function notReadOf(item: XmlElement): string[] {
  const found: string[] = [];
  const visit = (element: XmlElement, path: string) => {
    const read = KNOWN.get(element.name);
    for (const attribute of Object.keys(element.attributes)) {
      const isRead = attribute === 'xml:lang' || attribute.startsWith('xmlns') || read?.has(`@${attribute}`);
      if (!isRead) found.push(`${path}@${attribute}`);
    }
    for (const child of element.children) {
      if (read?.has(child.name)) visit(child, `${path}${child.name}/`);
      else found.push(`${path}${child.name}`);
    }
  };
  visit(item, '');
  return found;
}
