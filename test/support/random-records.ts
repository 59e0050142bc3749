import { type RandomWorld, type WorldRecord } from './random-world.js';

const en = (text: string) => [{ language: 'en', text }];
const DOCUMENT = { url: 'https://example.org/d', hash: 'a1'.repeat(32) };

interface Making {
  readonly mutation: string;
  /** The field that says the record's marker. */
  readonly field: string;
  /** Who may make one, where not everybody may. */
  readonly by?: readonly string[];
  /** The rest of the input; undefined where a record that it must name cannot be seen. */
  readonly input: (world: RandomWorld, user: string) => object | undefined;
  /** What may be reported of it later, each with the marker of its line: by its author. */
  readonly told?: readonly (readonly [mutation: string, say: (marker: string, world: RandomWorld, user: string) => object])[];
}

const actor = (world: RandomWorld, user: string) => world.named(user, 'actor')!;
const some = (id: string | undefined) => (id === undefined ? [] : [id]);
const day = (world: RandomWorld) => `202${world.number(3)}-0${1 + world.number(9)}-1${world.number(9)}`;

/** Users who speak for a State. */
const STATES = ['ana', 'bor'];

/** How records of each kind are made, and what is said of them. */
export const MAKINGS: readonly Making[] = [
  {
    ...{ mutation: 'registerActor', field: 'name' },
    input: (world) => ({
      actorKind: world.one(['CIVIL_SOCIETY', 'PRIVATE', 'NATIONAL_AGENCY', 'STATE']),
      country: world.one(['KE', 'RS', 'DE']),
    }),
    told: [
      ['assignActorIdentifier', (value) => ({ scheme: 'X', value })],
      ['setActorContactPoint', (label) => ({ channel: 'WEBSITE', label, value: `https://example.org/${label}` })],
      ['nameActor', (text) => ({ language: 'fr', text })],
    ],
  },
  {
    ...{ mutation: 'declareCommitment', field: 'statement' },
    input: (world, user) => ({
      actor: actor(world, user),
      recipient: actor(world, user),
      due: day(world),
      cites: some(world.named(user, 'capacityActivity')).map((reference) => ({ kind: 'ACTIVITY', reference })),
    }),
    told: [['reportCommitmentProgress', (text) => ({ report: en(text) })]],
  },
  {
    ...{ mutation: 'proposePartnership', field: 'name' },
    input: (world, user) => {
      const other = world.named(user, 'actor', ({ id }) => `actor_${id}` !== world.organisationOf(user))!;
      const founders = [world.organisationOf(user), other];
      return { kind: 'AGREEMENT', level: 'INTERNATIONAL', sector: 'PUBLIC', modalities: ['INFORMATION_SHARING'], founders };
    },
    told: [
      ['endorsePartnership', () => ({})],
      ['amendPartnershipTerms', (title) => ({ document: { ...DOCUMENT, title } })],
    ],
  },
  {
    ...{ mutation: 'planActivity', field: 'title' },
    input: (world, user) => {
      const plannedStart = day(world);
      return {
        ...{ activityKind: 'WORKSHOP', host: actor(world, user), plannedStart, plannedEnd: plannedStart },
        ...{
          participants: [actor(world, user)],
          needs: some(world.named(user, 'assistanceNeed')),
          countries: ['KE'],
          themes: ['CO-03'],
        },
      };
    },
    told: [
      ['recordActivityHeld', () => ({ start: '2020-01-01', end: '2020-01-02' })],
      ['reportActivityOutcome', (text) => ({ outcome: en(text) })],
    ],
  },
  {
    ...{ mutation: 'identifyNeed', field: 'title', by: STATES },
    input: (world, user) => ({
      state: world.organisationOf(user),
      origin: 'SELF',
      subject: 'SITE_PROTECTION',
      themes: ['CO-03'],
    }),
    told: [
      ['agreeNeed', () => ({})],
      ['quantifyNeed', (_text, world) => ({ quantity: { money: { amount: String(1 + world.number(900)), currency: 'USD' } } })],
    ],
  },
  {
    ...{ mutation: 'makeOffer', field: 'title' },
    input: (world, user) => ({ provider: world.organisationOf(user), themes: ['CO-03'] }),
  },
  {
    ...{ mutation: 'proposeMatch', field: 'note' },
    input: (world, user) => {
      const [need, offer] = [world.named(user, 'assistanceNeed'), world.named(user, 'assistanceOffer')];
      return need && offer ? { need, offer } : undefined;
    },
    told: [
      ['acceptMatch', () => ({ side: 'RECIPIENT' })],
      ['acceptMatch', () => ({ side: 'PROVIDER' })],
    ],
  },
  {
    ...{ mutation: 'openProject', field: 'title' },
    input: (world, user) => ({
      ...{ reporter: actor(world, user), partners: [{ actor: actor(world, user), role: 'FUNDING' }], status: 'IMPLEMENTATION' },
      ...{ recipients: [{ country: 'KE', percentage: 100 }], themes: ['CO-03'] },
    }),
    told: [
      ['planMilestone', (text, world) => ({ title: en(text), due: day(world) })],
      [
        'commitFunds',
        (text, world) => ({
          amount: { amount: String(world.number(999)), currency: 'USD' },
          valueDate: '2020-02-02',
          description: en(text),
        }),
      ],
    ],
  },
  {
    ...{ mutation: 'registerMeasure', field: 'name' },
    input: (world) => ({
      state: world.one(world.states()),
      measureKind: world.one(['STRATEGY', 'LEGISLATION', 'DEFINITION']),
      themes: ['CO-03'],
    }),
    told: [['reportMeasureStatus', () => ({ status: 'ADOPTED' })]],
  },
  {
    ...{ mutation: 'issueRecommendation', field: 'text' },
    input: (world, user) => ({
      ...{ state: world.one(world.states()), themes: ['CO-03'] },
      instruments: some(world.named(user, 'instrument')).map((instrument) => ({ instrument })),
    }),
    told: [['reportProgress', (text) => ({ text: en(text), from: '2020-01-01', to: '2020-02-01' })]],
  },
  {
    ...{ mutation: 'announceProgramme', field: 'name' },
    input: (world, user) => ({ lead: actor(world, user), themes: ['CO-03'] }),
  },
  {
    ...{ mutation: 'initiateGuidance', field: 'title' },
    input: (world, user) => ({ guidanceKind: 'GUIDELINE', publishers: [actor(world, user)], themes: ['CO-03'] }),
    told: [['announceEdition', (_text, world) => ({ edition: 1, expected: day(world) })]],
  },
  {
    ...{ mutation: 'establishWarningNetwork', field: 'name' },
    input: (world, user) => ({
      level: 'NATIONAL',
      networkKind: 'EMERGENCY_WARNING',
      operator: actor(world, user),
      partnership: world.named(user, 'partnership'),
    }),
  },
  {
    ...{ mutation: 'establishMechanism', field: 'name' },
    input: (world) => ({ state: world.one(world.states()), themes: ['CO-03'] }),
  },
  { ...{ mutation: 'identifyThreatTrend', field: 'title' }, input: () => ({ themes: ['TH-06'], countries: ['KE'] }) },
  {
    ...{ mutation: 'formCommunity', field: 'name' },
    input: (world, user) => ({ steward: world.organisationOf(user) }),
    told: [['addCommunityMember', (_text, world, user) => ({ member: actor(world, user) })]],
  },
  {
    ...{ mutation: 'registerInstrument', field: 'title' },
    input: (world) => ({ instrumentKind: 'RESOLUTION', symbol: `S/RES/${world.number(9999)}` }),
  },
  {
    ...{ mutation: 'requestHumanRightsReview', field: 'scope' },
    input: (world, user) => ({ reviewer: actor(world, user), programme: world.named(user, 'programme') }),
    told: [['startHumanRightsReview', () => ({})]],
  },
  {
    ...{ mutation: 'saveQuestion', field: 'description' },
    input: (world) => ({ name: `question-${world.number(99_999)}`, list: 'commitments?columns=id,due' }),
  },
];

/** Makes records of every kind, and says things of them, changes labels, merges, corrects and voids. */
export async function populate(world: RandomWorld, rounds: number): Promise<void> {
  const made: (readonly [WorldRecord, Making])[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const making of MAKINGS) {
      const user = world.one(making.by ?? world.members);
      const input = making.input(world, user);
      const record = input && (await world.make(user, making.mutation, input, world.label(), making.field));
      if (record) made.push([record, making]);
    }
  }
  for (const [record, { told = [] }] of made)
    for (const [mutation, say] of told) {
      const user = record.originator.user;
      await world.tell(user, record, mutation, (marker) => say(marker, world, user));
    }
  await change(
    world,
    made.map(([record]) => record),
  );
}

/** Changes what readers see of records: labels, above all. */
export async function change(world: RandomWorld, records: readonly WorldRecord[]): Promise<void> {
  for (const record of records) {
    const { user } = record.originator;
    const chance = world.number(12);
    if (chance < 4) await world.tell(user, record, 'changeHandling', (marker) => ({ to: world.label(), reason: marker }));
    if (chance === 4) await world.tell(user, record, 'attachSource', (document) => ({ document }));
    if (chance % 2 === 0) await world.tell(user, record, 'attachSource', (document) => ({ document, handling: world.label() }));
    if (chance === 5)
      await world.tell(user, record, 'correctRecord', (marker) => ({
        eventId: record.lines[0]!.eventIds[0],
        field: 'occurredAt',
        value: '2019-05-05',
        reason: marker,
      }));
    if (chance === 6) await world.tell(user, record, 'voidRecord', (reason) => ({ reason }));
    if (chance > 6 && record.kind === 'actor') {
      const survivor = world.named(user, 'actor', ({ id }) => id !== record.id);
      await world.tell(user, record, 'mergeActorInto', (reason) => ({ survivor, reason }));
    }
  }
}
