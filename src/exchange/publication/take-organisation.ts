import { type Caller } from '../../event-sourcing/command-handler.js';
import { type ActorState } from '../../records/actor/actor.fields.js';
import { toGlobalId } from '../../graphql/global-id.js';
import { commandIdOf } from './identity.js';
import { type Sender } from './sender.js';
import { type Named } from './survey.js';

/**
 * Puts an organisation on record as an actor, or brings the record up to the file: an actor's own reports decide its name, and whoever is named in earlier
 * activities was there then.
 */
export async function takeOrganisation<C extends Caller>(sender: Sender<C>, named: Named): Promise<void> {
  const { id, organisation, began, reports } = named;
  const { ref, key, name, actorKind, line } = organisation;
  const place = { line, identifier: key.slice(0, 500) };
  const registration = commandIdOf(id, 'register');
  const known = await sender.published<ActorState>('actor', id, place.identifier);
  if (!known) {
    const identifiers = ref ? [{ scheme: 'IATI', value: ref }] : [];
    const raw = { commandId: registration, occurredAt: began, handling: sender.handling, actorKind, name, identifiers };
    await sender.send('actor', 'registerActor', raw, place, 'PART', id);
    return;
  }
  sender.step();
  const { record, state } = known;
  const { mergedInto } = record.state as ActorState;
  if (mergedInto || record.meta.voided) return;
  const about = toGlobalId('actor', id);
  const registered = sender.taken(record, registration);
  if (began && registered && record.meta.beganAt.slice(0, 10) > began) {
    const reason = `named in an activity of ${began}`;
    const raw = {
      commandId: commandIdOf(id, 'began', began),
      id: about,
      eventId: registered.eventIds[0],
      field: 'occurredAt',
      value: began,
      reason,
    };
    await sender.send('actor', 'correctRecord', raw, place, 'PART');
  }
  const present = (record.state as ActorState).name;
  for (const { language, text } of reports ? name : []) {
    // Where two datasets of one publisher name it in two ways, each is heard once.
    if ([...state.name, ...present].some((one) => one.language === language && one.text === text)) continue;
    const commandId = commandIdOf(id, 'name', language, text, await sender.revision('actor', id));
    await sender.send('actor', 'nameActor', { commandId, id: about, language, text }, place, 'PART');
  }
}
