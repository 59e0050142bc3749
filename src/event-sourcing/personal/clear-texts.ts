import { type Catalogue } from '../catalogue.js';
import { type NewEvent } from '../envelope.js';
import { type Path, personalBelow, personalPaths, textsAt } from './sealed.js';

/**
 * The personal values of an event that are not sealed, each with its path: before it is appended all of them, later those of events of earlier versions.
 * @param event in its present shape
 * @param earlier the record's events; needed where one of them is corrected
 */
export function clearTexts(
  catalogue: Catalogue,
  kind: string,
  { type, data }: Pick<NewEvent, 'type' | 'data'>,
  earlier: readonly Pick<NewEvent, 'id' | 'type'>[],
): readonly [Path, string][] {
  if (type !== 'RecordCorrected')
    return personalPaths(catalogue.shape(kind, type).schema).flatMap((path) => [...textsAt(data, path)]);
  const { eventId, field } = data as { eventId: string; field: string };
  const target = earlier.find(({ id }) => id === eventId);
  if (!target) return [];
  const below = personalBelow(catalogue.shape(kind, target.type).schema, field.split('.'));
  return below.flatMap((path) => [...textsAt(data, ['value', ...path])]);
}
