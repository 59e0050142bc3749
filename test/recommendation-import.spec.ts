import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v5 } from 'uuid';
import { type EventStore } from '../src/event-sourcing/event-store.js';
import { fold } from '../src/event-sourcing/fold.js';
import { MemoryEventStore } from '../src/event-sourcing/memory/memory-event-store.js';
import { importRecommendations } from '../src/exchange/recommendations/import.js';
import { mapOf } from '../src/exchange/recommendations/map.js';
import { reasonOf } from '../src/exchange/publication/publication.js';
import { printSummary } from '../src/exchange/publication/summary.js';
import { readCommand } from '../src/graphql/commands/registry.js';
import { recommendation } from '../src/records/recommendation/recommendation.js';
import { concord, eventsOf, handlerOn, importer, importKilledAt, into, told, typesOf } from './support/imports.js';
import { CLEAR, english, testService, type TestService } from './support/service.js';
import { temporaryFile } from './support/temporary-file.js';

const uuid = (name: string) => v5(name, '6ba7b810-9dad-11d1-80b4-00c04fd430c8');
const KINDS = { CTED: 'UN_ENTITY', Freedonia: 'STATE', Sylvania: 'STATE', Police: 'NATIONAL_AGENCY' };
const actor = (name: string) => `actor_${uuid(name)}`;

/** A map as a coordination unit writes it for its own file. */
const MAP = {
  delimiter: ';',
  separator: ',',
  dates: ['D.M.YYYY', 'MM/YYYY'],
  key: ['State', 'No.'],
  fields: {
    issuer: { value: actor('CTED') },
    state: { column: 'State', codes: { Freedonia: actor('Freedonia'), Sylvania: actor('Sylvania') } },
    code: { column: 'No.' },
    text: { en: { column: 'Recommendation' }, fr: { column: 'Recommandation' } },
    issued: { column: 'Made' },
    themes: { column: 'Subject', codes: { law: 'CO-07', strategy: 'CO-02' } },
    instruments: { value: `instrument_${uuid('2396')}` },
    response: { column: 'Answer', codes: { yes: 'SUPPORTED', partly: 'SUPPORTED_IN_PART', noted: 'NOTED' } },
    responded: { column: 'Answered' },
    leadAgency: { column: 'Lead', codes: { Police: actor('Police') } },
    action: { column: 'Action' },
    due: { column: 'Due' },
  },
};
const HEADER = 'State;No.;Recommendation;Recommandation;Made;Subject;Answer;Answered;Lead;Action;Due;Remarks';
const ROWS = [
  'Freedonia;R-1;Define soft targets;Définir les cibles vulnérables;3.2.2020;"law,strategy";yes;15.3.2020;Police;Draft a definition;31.12.2027;urgent',
  'Freedonia;R-2;"Train officers;\nin both languages";;02/2020;;partly;;;;;',
  'Sylvania;R-1;Adopt a strategy;;2020;strategy;;;;;;',
];
const csv = (...rows: string[]) => temporaryFile('recommendations.csv', `\uFEFF${[HEADER, ...rows].join('\r\n')}\r\n`);

/** The actors and the instrument that the file names. */
async function prepare(store: EventStore): Promise<void> {
  const handler = handlerOn(store);
  for (const [name, actorKind] of Object.entries(KINDS)) {
    const raw = { actorKind, name: english(name), handling: CLEAR, occurredAt: '2000', commandId: uuid(`register ${name}`) };
    await handler.execute(readCommand('actor', 'registerActor', raw, importer, uuid(name)));
  }
  const instrument = { instrumentKind: 'RESOLUTION', symbol: 'S/RES/2396 (2017)', title: english('Fighters'), handling: CLEAR };
  const raw = { ...instrument, occurredAt: '2017', commandId: uuid('register 2396') };
  await handler.execute(readCommand('instrument', 'registerInstrument', raw, importer, uuid('2396')));
}

async function log(map: object = MAP) {
  const store = new MemoryEventStore();
  await prepare(store);
  const take = into(store, (files, options) => importRecommendations(mapOf(map), files, options));
  const states = async () => {
    const streams = new Map<string, Awaited<ReturnType<typeof eventsOf>>>();
    for (const event of await eventsOf(store))
      if (event.stream.startsWith('recommendation-')) streams.set(event.stream, [...(streams.get(event.stream) ?? []), event]);
    return [...streams.values()].map((events) => fold(recommendation, events).state);
  };
  /** What a further file records. */
  const publish = async (...rows: string[]) => {
    const before = (await eventsOf(store)).length;
    const summary = await take(await csv(...rows));
    return { summary, recorded: typesOf((await eventsOf(store)).slice(before)) };
  };
  return { store, take, states, publish };
}

describe('a file of recommendations', () => {
  it('becomes recommendations with their responses, lead agencies and actions, each event with its place in the file', async () => {
    const { store, states, publish } = await log();
    const { summary, recorded } = await publish(...ROWS);
    expect(summary).toMatchObject({ items: { opened: 3 }, problems: [] });
    expect(recorded).toEqual({
      RecommendationIssued: 3,
      RecommendationResponseRecorded: 2,
      LeadAgencyDesignated: 1,
      ActionPlanned: 1,
    });
    expect(await states()).toContainEqual(
      expect.objectContaining({
        issuer: uuid('CTED'),
        state: uuid('Freedonia'),
        code: 'R-1',
        text: [
          { language: 'en', text: 'Define soft targets' },
          { language: 'fr', text: 'Définir les cibles vulnérables' },
        ],
        themes: ['CO-07', 'CO-02'],
        instruments: [{ instrument: uuid('2396') }],
        response: { response: 'SUPPORTED', by: uuid('Freedonia'), at: '2020-03-15T00:00:00.000Z' },
        leadAgency: uuid('Police'),
      }),
    );
    const events = (await eventsOf(store)).filter(({ stream }) => stream.startsWith('recommendation-'));
    const issued = events.filter(({ type }) => type === 'RecommendationIssued').map(({ metadata }) => metadata);
    // By default a dataset is the sender's file of this name.
    const dataset = expect.stringMatching(/^[\da-f-]{36}: recommendations\.csv$/) as unknown;
    expect(issued.map(({ source }) => source)).toEqual(
      expect.arrayContaining([
        { document: 'recommendations.csv', line: 2, identifier: 'Freedonia / R-1', dataset },
        { document: 'recommendations.csv', line: 3, identifier: 'Freedonia / R-2', dataset },
        { document: 'recommendations.csv', line: 5, identifier: 'Sylvania / R-1', dataset },
      ]),
    );
    expect(issued.map(({ occurredAt, precision }) => `${occurredAt.slice(0, 10)} ${precision}`).sort()).toEqual([
      '2020-01-01 year',
      '2020-02-01 month',
      '2020-02-03 day',
    ]);
    expect(printSummary(summary)).toContain('Not read: Remarks 1.');
  });

  it('records nothing the second time, and of a changed file the differences alone', async () => {
    const { states, publish } = await log();
    await publish(...ROWS);
    expect(await publish(...ROWS)).toMatchObject({ summary: { items: { unchanged: 3 } }, recorded: {} });
    const changed = [
      // The number is the same; its text was misread, and the response is of another day.
      ROWS[0]!.replace('Define soft', 'Define “soft”').replace('15.3.2020', '16.3.2020'),
      // The State has changed its mind, on a day that nobody tells.
      ROWS[1]!.replace('partly', 'yes'),
      ROWS[2]!,
      ROWS[2]!.replace('R-1', 'R-9'),
    ];
    const { summary, recorded } = await publish(...changed);
    expect(summary).toMatchObject({ items: { opened: 1, changed: 2, unchanged: 1 }, problems: [] });
    expect(recorded).toEqual({ RecordCorrected: 2, RecommendationResponseRecorded: 1, RecommendationIssued: 1 });
    const [first] = await states();
    expect(first).toMatchObject({ text: [{ text: 'Define “soft” targets' }, {}], response: { at: '2020-03-16T00:00:00.000Z' } });
    expect((await publish(...changed)).recorded).toEqual({});
    expect((await publish(...ROWS)).recorded).toEqual({ RecordCorrected: 2, RecommendationResponseRecorded: 1 });
    expect((await publish(...ROWS)).recorded).toEqual({});
  });

  it('takes another answer of another day in place of the one before, and corrects one of the same day', async () => {
    const { states, publish } = await log();
    await publish(ROWS[0]!);
    const later = ROWS[0]!.replace('yes;15.3.2020', 'partly;1.6.2020');
    expect((await publish(later)).recorded).toEqual({ RecommendationResponseRecorded: 1 });
    expect((await publish(later.replace('partly', 'noted'))).recorded).toEqual({ RecordCorrected: 1 });
    expect(await states()).toMatchObject([{ response: { response: 'NOTED', at: '2020-06-01T00:00:00.000Z' } }]);
  });

  it('leaves standing what an empty cell says nothing of', async () => {
    const { states, publish } = await log();
    await publish(ROWS[0]!);
    expect((await publish('Freedonia;R-1;Define soft targets;Définir les cibles vulnérables;;;;;;;;')).recorded).toEqual({});
    expect(await states()).toMatchObject([{ response: { response: 'SUPPORTED' }, leadAgency: uuid('Police') }]);
  });

  it('says of a bad row its line, field, value and rule, and takes the rest', async () => {
    const { publish, states } = await log();
    const { summary } = await publish(
      'Ruritania;R-1;Text;;;;;;;;;',
      'Freedonia;;Text;;;;;;;;;',
      'Freedonia;R-3;;;;;;;;;;',
      'Freedonia;R-4;Text;;31.2.2020;;;;;;;',
      'Freedonia;R-5;Text;;1.1.2999;;;;;;;',
      'Freedonia;R-6;Text;;;weather;maybe;;;Act;;',
      'Freedonia;R-7;Text',
      'Freedonia;R-8;Text;;2.2.2020;;yes;1.1.1999;;;;',
      ...ROWS,
      ROWS[0]!,
      ROWS[1]!.replace('partly', 'yes'),
    );
    const problems = summary.problems.map((one) => `${one.line} ${one.identifier} ${one.effect} ${reasonOf(one)}`);
    expect(problems.slice(0, 8)).toEqual([
      '2 Ruritania / R-1 ITEM State = Ruritania: is one of Freedonia, Sylvania',
      '3 undefined ITEM State, No. = nothing: says by what the row is known',
      '4 Freedonia / R-3 ITEM text = nothing: says what is recommended',
      '5 Freedonia / R-4 PART issued = 31.2.2020: is a day that exists, written as 2021-01-27 or D.M.YYYY or MM/YYYY',
      '6 Freedonia / R-5 PART issued = 1.1.2999: does not lie in the future',
      '7 Freedonia / R-6 PART Answer = maybe: is one of yes, partly, noted',
      '7 Freedonia / R-6 PART due = nothing: says by when the action is to be done',
      '7 Freedonia / R-6 PART Subject = weather: is one of law, strategy',
    ]);
    expect(problems.slice(8)).toEqual([
      '8 undefined ITEM the row has 3 cells, where the header has 12 columns',
      expect.stringContaining('15 Freedonia / R-2 ITEM says the same as line 11 of recommendations.csv'),
    ]);
    expect(summary).toMatchObject({ items: { opened: 7, notTaken: 5 }, repeated: 1 });
    expect(await states()).toHaveLength(7);
  });

  it('takes nothing with --strict unless all is good, and records nothing on a dry run', async () => {
    const { store, take } = await log();
    const head = await store.head();
    const good = await csv(...ROWS);
    const bad = await csv(...ROWS, 'Freedonia;R-4;Text;;31.2.2020;;;;;;;');
    expect(await take(bad, { strict: true })).toMatchObject({ refusedAll: true, problems: [{ line: 6 }] });
    expect(await take(good, { dryRun: true })).toMatchObject({ items: { opened: 3 }, events: { recorded: 7 } });
    expect(await store.head()).toBe(head);
    expect(await take(good, { strict: true, tlp: 'AMBER' })).toMatchObject({ items: { opened: 3 } });
    const last = (await eventsOf(store)).at(-1)!;
    expect(last.metadata.handling).toEqual({ tlp: 'AMBER', audience: [`org:${uuid('CTED')}`, expect.stringContaining('org:')] });
  });

  it('is refused where it lacks a column that the map names', async () => {
    const { take } = await log();
    const summary = await take(await temporaryFile('other.csv', 'State;No.\nFreedonia;R-1\n'));
    expect(summary.problems[0]).toMatchObject({ line: 1, effect: 'FILE' });
    expect(summary.problems[0]!.rule).toContain('the column Recommendation, Recommandation, Made');
  });

  it('ends the same, event for event, when the import is killed on the way and started again', async () => {
    const rows = Array.from({ length: 60 }, (_, n) => ROWS[0]!.replace('R-1', `R-${n + 1}`));
    const file = await csv(...rows);
    const on = { column: 'Answered' };
    const dated = { ...MAP, fields: { ...MAP.fields, designated: on, planned: on } };
    const map = await temporaryFile('map.json', JSON.stringify(dated));
    const { ends, events } = await importKilledAt('recommendations', file, [20, 90, 150], { map, prepare });
    expect(ends).toEqual(['killed', 'killed', 'killed', 'complete']);
    const { store, take } = await log(dated);
    await take(file);
    expect(told(events)).toEqual(told(await eventsOf(store)));
  });
});

describe('a map of columns', () => {
  it.each([
    [{ fields: {} }, 'fields.issuer'],
    [{ ...MAP, fields: { ...MAP.fields, colour: { column: 'x' } } }, 'colour'],
    [{ ...MAP, dates: ['yesterday'] }, 'dates.0'],
    [{ ...MAP, fields: { ...MAP.fields, due: undefined } }, 'fields.due'],
    [{ ...MAP, key: undefined, fields: { ...MAP.fields, code: undefined } }, 'key'],
  ])('is refused where it cannot be used: %#', (map, field) => {
    expect(() => mapOf(map, 'map.json')).toThrow(`--map map.json: `);
    expect(() => mapOf(map, 'map.json')).toThrow(field);
  });
});

describe('the import at a terminal, beside a running service', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await testService();
  });
  afterAll(() => service.close());

  it('takes the file by its map, shows readers the recommendations, and names what is wrong', async () => {
    await prepare(service.service.store);
    const map = await temporaryFile('map.json', JSON.stringify(MAP));
    const file = await csv(...ROWS, 'Freedonia;R-4;Text;;31.2.2020;;;;;;;');
    const { output, code } = await concord(service.databaseUrl, 'import', 'recommendations', file, '--map', map);
    expect(output).toContain('recommendations.csv:6: Freedonia / R-4: left out: issued = 31.2.2020: is a day that exists');
    expect(output).toContain('4 recommendations taken, 0 changed, 0 as before, 0 not taken.');
    expect(code).toBe(1);
    const after = String(await service.service.store.head());
    const { data } = await service.ask(
      `{ at(after: "${after}") { recommendations(orderBy: { field: BEGAN }) { nodes { code status text(language: "fr") } } } }`,
      {},
      null,
    );
    expect(data.at.recommendations.nodes).toEqual([
      { code: 'R-1', status: 'ISSUED', text: 'Adopt a strategy' },
      { code: 'R-2', status: 'RESPONDED', text: 'Train officers;\nin both languages' },
      { code: 'R-1', status: 'PLANNED', text: 'Définir les cibles vulnérables' },
      { code: 'R-4', status: 'ISSUED', text: 'Text' },
    ]);
    const wrong = await concord(service.databaseUrl, 'import', 'recommendations', file, '--map', file);
    expect(wrong).toMatchObject({ code: 1, output: '' });
    expect(wrong.errors).toContain('is a JSON file');
  });
});
