import { type Refusal, refuse } from '../../event-sourcing/record.js';
import { type ProjectDetails } from './assistance-project.details.js';
import { type Departure } from './assistance-project.fields.js';

/** How far shares may be from 100 in sum: publishers round to two decimals. */
const TOLERANCE = 0.01;

/**
 * What the details of a project break.
 * @param today the day on which they are stated
 * @param asPublished whether another publishes them so: what only the publisher can mend is then a departure, no refusal
 * @returns a refusal, or the departures that are to be marked
 */
export function checkDetails(details: ProjectDetails, today: string, asPublished: boolean): Refusal | Departure[] {
  const wrong = datesInOrder(details) ?? recipientsClear(details) ?? relatedClear(details);
  if (wrong) return wrong;
  const found = [sharesOfRecipients(details), sharesOfSectors(details), actualDatesPast(details, today)].filter(
    (one) => one !== undefined,
  );
  const [first] = found;
  return first && !asPublished ? first.refusal : found.map(({ departure }) => departure);
}

interface Found {
  readonly departure: Departure;
  readonly refusal: Refusal;
}

function datesInOrder({ plannedStart, plannedEnd, actualStart, actualEnd }: ProjectDetails): Refusal | undefined {
  const rule = 'a project does not end before it starts';
  if (plannedStart && plannedEnd && plannedEnd < plannedStart) {
    return refuse('END_BEFORE_START', rule, { field: 'plannedEnd', value: plannedEnd, rule });
  }
  if (actualStart && actualEnd && actualEnd < actualStart) {
    return refuse('END_BEFORE_START', rule, { field: 'actualEnd', value: actualEnd, rule });
  }
  return undefined;
}

function recipientsClear({ recipients }: ProjectDetails): Refusal | undefined {
  const at = recipients.findIndex(
    ({ country, region, vocabulary }) =>
      (country === undefined) === (region === undefined) || (region === undefined) !== (vocabulary === undefined),
  );
  if (at < 0) return undefined;
  const rule = 'a recipient is either a country, or a region with its vocabulary';
  return refuse('RECIPIENT_UNCLEAR', rule, { field: `recipients.${at}`, value: recipients[at], rule });
}

function relatedClear({ related }: ProjectDetails): Refusal | undefined {
  const at = related.findIndex(({ project, identifier }) => project === undefined && identifier === undefined);
  if (at < 0) return undefined;
  const rule = 'a related project is named by its record or its identifier';
  return refuse('RELATED_PROJECT_MISSING', rule, { field: `related.${at}`, value: related[at], rule });
}

/** Countries and the regions of each vocabulary make 100 together: a region of another vocabulary says the same in other words. */
function sharesOfRecipients({ recipients }: ProjectDetails): Found | undefined {
  const countries = recipients.filter(({ country }) => country !== undefined);
  const vocabularies = new Set(recipients.flatMap(({ vocabulary }) => vocabulary ?? []));
  const groups =
    vocabularies.size === 0
      ? [countries]
      : [...vocabularies].map((one) => [...countries, ...recipients.filter(({ vocabulary }) => vocabulary === one)]);
  return groups.map((group) => shares('RECIPIENT', 'recipients', group)).find((found) => found);
}

function sharesOfSectors({ sectors }: ProjectDetails): Found | undefined {
  const vocabularies = [...new Set(sectors.map(({ vocabulary }) => vocabulary))];
  return vocabularies
    .map((one) =>
      shares(
        'SECTOR',
        'sectors',
        sectors.filter(({ vocabulary }) => vocabulary === one),
      ),
    )
    .find((found) => found);
}

function shares(
  of: 'RECIPIENT' | 'SECTOR',
  field: string,
  group: readonly { readonly percentage?: number }[],
): Found | undefined {
  const given = group.flatMap(({ percentage }) => percentage ?? []);
  if (given.length === 0) return undefined;
  const sum = given.reduce((total, one) => total + one, 0);
  if (given.length === group.length && Math.abs(sum - 100) <= TOLERANCE + 1e-9) return undefined;
  const rule = `shares of ${field} are given for all or none, and make 100 (give or take ${TOLERANCE})`;
  const value = given.length === group.length ? String(Number(sum.toFixed(6))) : `${given.length} of ${group.length}`;
  return { departure: `${of}_PERCENTAGES`, refusal: refuse('SHARES_NOT_100', rule, { field, value, rule }) };
}

function actualDatesPast({ actualStart, actualEnd }: ProjectDetails, today: string): Found | undefined {
  const [field, value] =
    actualStart !== undefined && actualStart > today
      ? ['actualStart', actualStart]
      : actualEnd !== undefined && actualEnd > today
        ? ['actualEnd', actualEnd]
        : [];
  if (!field) return undefined;
  const rule = 'an actual date is not in the future; a planned one may be';
  return {
    departure: 'ACTUAL_DATE_IN_THE_FUTURE',
    refusal: refuse('ACTUAL_DATE_IN_THE_FUTURE', rule, { field, value, rule }),
  };
}
