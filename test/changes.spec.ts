import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IMPORTER } from '../src/commands/import-published.js';
import { undoChanges } from '../src/exchange/changes/apply-changes.js';
import { importIati } from '../src/exchange/iati/import.js';
import { projectIdOf } from '../src/exchange/publication/identity.js';
import { type AssistanceProjectState } from '../src/records/assistance-project/assistance-project.fields.js';
import { activity, iatiFile, transaction } from './support/iati-file.js';
import { testService, type TestService } from './support/service.js';

const APPLIED = 'changes { line record field before after } problems { line field value rule } correlationId';
interface Applied {
  readonly changes: { line: number; record: string; field: string; before: unknown; after: unknown }[];
  readonly problems: { line: number; field: string | null; rule: string }[];
  readonly correlationId: string | null;
}

describe('a table of changes', () => {
  let service: TestService;
  const idOf = (identifier: string) => `assistanceProject_${projectIdOf(identifier)}`;
  const apply = async (rows: readonly string[], record = false) => {
    const { data, errors } = await service.ask(
      `mutation($csv: String!, $record: Boolean) { applyChanges(csv: $csv, record: $record) { ${APPLIED} } }`,
      { csv: rows.join('\n'), record },
    );
    expect(errors).toBeUndefined();
    return data.applyChanges as Applied;
  };
  const undo = async (id: string) => {
    const { data, errors } = await service.ask(`mutation { undoChanges(correlationId: "${id}") { ${APPLIED} } }`);
    expect(errors).toBeUndefined();
    return data.undoChanges as Applied;
  };
  const load = async (identifier: string) => {
    const { state, meta } = await service.service.handler.load('assistanceProject', projectIdOf(identifier));
    return { ...(state as AssistanceProjectState), handling: meta.handling };
  };
  const shown = async () =>
    Promise.all(
      ['X-1', 'X-2'].map(async (one) => {
        const { title, tags, handling, totals } = await load(one);
        return { title, tags, handling, disbursed: totals.OUTGOING.disbursed };
      }),
    );
  beforeAll(async () => {
    service = await testService();
    const { handler } = service.service;
    const activities = ['X-1', 'X-2'].map((identifier) => activity({ identifier, more: transaction('3', '10') }));
    await importIati([await iatiFile(activities)], { handler, caller: IMPORTER });
  });
  afterAll(() => service.close());

  it('is shown as differences first, recorded under one correlation id, and taken back by one command', async () => {
    const before = await shown();
    const { handler, store } = service.service;
    let disbursement = '';
    for await (const event of store.readStream(`assistanceProject-${projectIdOf('X-1')}`))
      if (event.type === 'FundsDisbursed') disbursement = event.id;
    const rows = [
      'id,identifier,command,title.0.language,title.0.text,tags.0.vocabulary,tags.0.code,to.tlp,eventId,field,value.minor,value.currency,reason',
      `${idOf('X-1')},,describeProject,en,Renamed,99,new,,,,,,`,
      `,IATI:X-1,correctRecord,,,,,,${disbursement},amount,2500,USD,a typing error`,
      `,IATI:X-1,changeHandling,,,,,GREEN,,,,,for partners`,
      `,IATI:X-2,changeHandling,,,,,GREEN,,,,,for partners`,
    ];
    const head = await store.head();
    const preview = await apply(rows);
    expect(preview).toMatchObject({ problems: [], correlationId: null });
    expect(preview.changes).toEqual([
      { line: 2, record: idOf('X-1'), field: 'tags', before: [], after: [{ vocabulary: '99', code: 'new' }] },
      {
        line: 2,
        record: idOf('X-1'),
        field: 'title',
        before: [{ language: 'en', text: 'Crowded places' }],
        after: [{ language: 'en', text: 'Renamed' }],
      },
      {
        line: 3,
        record: idOf('X-1'),
        field: `${disbursement}.amount`,
        before: { minor: 1000, currency: 'USD' },
        after: { minor: 2500, currency: 'USD' },
      },
      ...['X-1', 'X-2'].map((one, i) => ({
        line: 4 + i,
        record: idOf(one),
        field: 'handling',
        before: { tlp: 'CLEAR', audience: [] },
        after: { tlp: 'GREEN', audience: [] },
      })),
    ]);
    expect(await store.head()).toBe(head);
    const recorded = await apply(rows, true);
    expect(recorded.changes).toEqual(preview.changes);
    expect(await shown()).toMatchObject([
      { title: [{ text: 'Renamed' }], handling: { tlp: 'GREEN' }, disbursed: { USD: 2500 } },
      { handling: { tlp: 'GREEN' } },
    ]);
    const correlations = new Set<string>();
    for await (const event of store.readAll({ after: head })) correlations.add(event.metadata.correlationId);
    expect([...correlations]).toEqual([recorded.correlationId]);
    expect(await apply(rows, true)).toEqual({ changes: [], problems: [], correlationId: null });
    // What somebody says after it stands.
    await handler.execute({
      ...{ kind: 'assistanceProject', name: 'changeHandling', creates: false, id: projectIdOf('X-2'), caller: IMPORTER },
      input: { to: { tlp: 'AMBER', audience: [] }, reason: 'ours alone' },
    });
    const undone = await undo(recorded.correlationId!);
    expect(undone.problems).toEqual([
      { line: 0, field: `${idOf('X-2')} handling`, value: null, rule: 'was changed since, and stands' },
    ]);
    const after = await shown();
    expect(after[0]).toEqual(before[0]);
    expect(after[1]!.handling.tlp).toBe('AMBER');
    const end = await store.head();
    // Of what it took back before, it does not say that somebody has changed it.
    expect(await undo(recorded.correlationId!)).toEqual({ changes: [], problems: undone.problems, correlationId: null });
    const { pool } = service.service;
    expect(await undoChanges(recorded.correlationId!, { handler, caller: IMPORTER, pool })).toMatchObject({
      undoneBy: undone.correlationId,
    });
    expect(await store.head()).toBe(end);
  });

  it('is taken back in full, however often it changes a field, and a second time says nothing', async () => {
    const before = await shown();
    const rows = [
      'id,command,title.0.language,title.0.text',
      ...['One', 'Two'].map((text) => `${idOf('X-1')},describeProject,en,${text}`),
    ];
    const recorded = await apply(rows, true);
    expect((await shown())[0]!.title).toEqual([{ language: 'en', text: 'Two' }]);
    expect((await undo(recorded.correlationId!)).problems).toEqual([]);
    expect(await shown()).toEqual(before);
    expect(await undo(recorded.correlationId!)).toEqual({ changes: [], problems: [], correlationId: null });
  });

  it('records nothing unless every row is good, and never makes a record', async () => {
    const head = await service.service.store.head();
    const { problems, correlationId } = await apply(
      [
        'id,identifier,command,title.0.language,title.0.text,reporter,to.tlp,reason',
        `${idOf('X-1')},,describeProject,en,Fine,,,`,
        `,IATI:nobody,describeProject,en,New,,,`,
        `,X-9,openProject,en,New,actor_1,,`,
        `${idOf('X-1')},IATI:X-1,describeProject,en,Both,,,`,
        `${idOf('X-1')},,changeHandling,,,,PURPLE,why`,
      ],
      true,
    );
    expect(correlationId).toBeNull();
    expect(problems.map(({ line, field }) => [line, field])).toEqual([
      [3, 'identifier'],
      [4, 'command'],
      [5, 'id'],
      [6, 'to.tlp'],
    ]);
    expect(await service.service.store.head()).toBe(head);
    const { errors } = await service.ask('mutation { applyChanges(csv: "a,b\\n1,2") { correlationId } }');
    expect(errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'csv' });
  });

  it('is for coordinators of all organisations', async () => {
    const member = await service.key({ roles: ['MEMBER'], actor: 'actor_00000000-0000-4000-8000-000000000001' });
    for (const mutation of ['applyChanges(csv: "")', 'undoChanges(correlationId: "x")']) {
      const { errors } = await service.ask(`mutation { ${mutation} { correlationId } }`, {}, member);
      expect(errors![0]!.extensions.code).toBe('FORBIDDEN');
    }
  });
});
