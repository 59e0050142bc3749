import { type Catalogue, parseStream } from '../catalogue.js';
import { type RecordedEvent } from '../envelope.js';
import { type EventStore } from '../event-store.js';
import { RecordLoader } from '../record-loader.js';
import { PersonalData } from './personal-data.js';
import { type SubjectKeys } from './subject-keys.js';

/** Gives the events of a log as they would be recorded today: what is personal and stands in clear is sealed, under the keys of its record. */
export function sealing(
  source: EventStore,
  keys: SubjectKeys,
  catalogue: Catalogue,
): (event: RecordedEvent) => Promise<RecordedEvent> {
  const personal = new PersonalData(keys, catalogue);
  const loader = new RecordLoader(source, catalogue);
  return (event) => {
    const { kind, id } = parseStream(event.stream);
    return personal.sealRecorded(event, () => loader.events(kind, id));
  };
}
