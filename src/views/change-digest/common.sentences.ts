import { type commonEvents } from '../../event-sourcing/common-events.js';
import { type Sentences } from '../../event-sourcing/sentence.js';

/** The sentences of the events that every kind of record takes; a correction is described by the event that it corrects, where that can be shown. */
export const commonSentences: Sentences<typeof commonEvents>['events'] = {
  HandlingChanged: '{it} was labelled {handling.tlp}: {reason}',
  RecordCorrected: 'what was recorded of {it} was corrected[ by {speaker}]: {reason}',
  RecordVoided: '{it} was voided[ by {speaker}], as a record that should never have been made: {reason}',
  RecordRestored: '{it} was restored[ by {speaker}], for it should not have been voided: {reason}',
  PersonalDataErased: 'the personal data of {it} was erased[ by {speaker}]: {reason}',
  SourceAttached: 'a source was attached to {it}: [{title}, ]{document}',
};
