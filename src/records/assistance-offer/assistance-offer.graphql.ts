import { type LocalizedText } from '../../event-sourcing/values.js';
import { codeEnum } from '../../graphql/objects/code-enum.js';
import { Computed, Localized, NestedObject, RecordRef, OutputField } from '../../graphql/objects/fields.js';
import { recordModule, RecordType } from '../../graphql/objects/record-module.js';
import { dayOf, type RecordRow } from '../../graphql/request-context.js';
import { Day } from '../../graphql/scalars.js';
import { AssistanceSubjectEnum } from '../shared/inputs.js';
import { AssistanceQuantity, AssistanceReservation, ScopedRecord } from '../shared/objects.js';
import * as commands from './assistance-offer.commands.js';
import { type AssistanceOfferState, OFFER_STATUSES } from './assistance-offer.events.js';
import { assistanceOffer, isLapsed, offerStatus } from './assistance-offer.js';
import { assistanceOfferColumns } from './assistance-offer.table.js';
import { assistanceOfferSentences } from './assistance-offer.sentences.js';

const OfferStatus = codeEnum(
  'OfferStatus',
  'Where an offer stands by what is recorded. Whether its last day is over is a question of the moment too: see `lapsed`.',
  OFFER_STATUSES,
);

@RecordType('Assistance that an actor offers.')
export class AssistanceOffer extends ScopedRecord {
  @Localized('What is offered, in a line.')
  title!: LocalizedText;

  @Localized('What is offered.', { nullable: true })
  description?: LocalizedText;

  @RecordRef('actor', 'Actor', 'Who makes it.')
  provider!: string;

  @OutputField(() => AssistanceSubjectEnum, 'What it is about.', { list: true })
  subjects!: string[];

  @RecordRef('actor', 'Actor', 'The States for which it is; none where it is for any.', { list: true })
  recipients!: string[];

  @OutputField(() => AssistanceQuantity, 'How much is offered; null where that was not said.', { nullable: true })
  quantity?: AssistanceQuantity;

  @Computed<AssistanceOfferState>(() => OfferStatus, 'Where it stands.', offerStatus)
  status!: string;

  @NestedObject(() => AssistanceReservation, 'Parts of it that are held for matches.', { list: true })
  reservations!: AssistanceReservation[];

  @OutputField(() => Day, 'The last day on which it can be taken up.', { nullable: true })
  validUntil?: string;

  @Computed<AssistanceOfferState & RecordRow>(
    () => Boolean,
    'Whether that day was over on the day of the moment asked for, and the offer not withdrawn.',
    (row) => isLapsed(row, dayOf(row.$moment)),
  )
  lapsed!: boolean;

  @OutputField(() => String, 'Why it was withdrawn.', { nullable: true })
  withdrawnReason?: string;
}

export const assistanceOfferModule = recordModule<AssistanceOfferState>({
  definition: assistanceOffer,
  columns: assistanceOfferColumns,
  type: AssistanceOffer,
  plural: 'assistanceOffers',
  sentences: assistanceOfferSentences,
  commands: Object.values(commands),
});
