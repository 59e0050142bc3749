import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { activity, iatiFile, transaction } from './support/iati-file.js';
import { testService, type TestService } from './support/service.js';

const FIELDS =
  'id status done total opened changed unchanged notTaken events error problems(first: 10) { totalCount nodes { file line identifier element rule effect } }';

/** So many activities with ten transactions each. */
const many = (count: number) =>
  iatiFile(
    Array.from({ length: count }, (_, i) =>
      activity({
        identifier: `X-${i}`,
        more: Array.from({ length: 10 }, (_unused, n) => transaction('11', String(n + 1))).join('\n'),
      }),
    ),
    { name: 'many.xml' },
  );

describe('an import by the API', () => {
  let service: TestService;
  const upload = async (path: string, key: string | null = service.coordinator, name = path.split('/').at(-1)!) => {
    const response = await fetch(`${service.address}/imports/files?name=${encodeURIComponent(name)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', ...(key === null ? {} : { authorization: `Bearer ${key}` }) },
      body: await readFile(path),
    });
    return { status: response.status, ...((await response.json()) as { id?: string; errors?: { message: string }[] }) };
  };
  const start = async (path: string, more = '') => {
    const { id } = await upload(path);
    const { data, errors } = await service.ask(
      `mutation { startImport(input: { format: IATI, files: ["${id}"] ${more} }) { id status } }`,
    );
    expect(errors).toBeUndefined();
    return (data.startImport as { id: string }).id;
  };
  /** Follows a job to its end. */
  const ended = async (id: string) => {
    const told = await service.follow(
      `subscription { importProgress(id: "${id}") { ${FIELDS} } }`,
      (given) => !['WAITING', 'RUNNING'].includes((given.at(-1) as { importProgress: { status: string } }).importProgress.status),
    );
    return told.map((one) => (one as { importProgress: Record<string, unknown> }).importProgress);
  };
  beforeAll(async () => (service = await testService()));
  afterAll(() => service.close());

  it('takes a file that was uploaded, says how far it is, and what was wrong', async () => {
    const path = await iatiFile([activity({ more: transaction('3', '10') + transaction('3', 'many') })]);
    const rehearsed = (await ended(await start(path, 'dryRun: true'))).at(-1)!;
    const taken = (await ended(await start(path))).at(-1)!;
    expect(taken).toMatchObject({ status: 'DONE', opened: 1, notTaken: 0, error: null, problems: { totalCount: 1 } });
    expect(taken.problems).toMatchObject({
      nodes: [{ file: 'activities.xml', identifier: 'XM-DAC-41128-1', element: 'value', rule: 'is a number', effect: 'PART' }],
    });
    const { id: _a, ...first } = rehearsed;
    const { id: _b, ...second } = taken;
    expect(first).toEqual(second);
    const again = (await ended(await start(path))).at(-1)!;
    expect(again).toMatchObject({ status: 'DONE', unchanged: 1, events: 0 });
    const { data } = await service.ask('{ importJobs { totalCount nodes { status dryRun } } }');
    expect(data.importJobs).toEqual({
      totalCount: 3,
      nodes: [
        { status: 'DONE', dryRun: true },
        { status: 'DONE', dryRun: false },
        { status: 'DONE', dryRun: false },
      ],
    });
  });

  it('is for coordinators of all alone, and each sees its own', async () => {
    const path = await iatiFile([activity()]);
    const member = await service.key({ roles: ['MEMBER'], actor: 'actor_00000000-0000-4000-8000-000000000001' });
    const other = await service.key({ roles: ['COORDINATOR'], coordinates: 'ALL' });
    expect([(await upload(path, null)).status, (await upload(path, member)).status]).toEqual([403, 403]);
    expect((await upload(path, service.coordinator, '../a.xml')).status).toBe(400);
    const { id: file } = await upload(path);
    const asked = `mutation { startImport(input: { format: IATI, files: ["${file}"] }) { id } }`;
    for (const [key, code] of [
      [member, 'FORBIDDEN'],
      [null, 'FORBIDDEN'],
      [other, 'BAD_USER_INPUT'],
    ] as const) {
      expect((await service.ask(asked, {}, key)).errors![0]!.extensions.code).toBe(code);
    }
    const id = await start(path);
    await ended(id);
    expect((await service.ask(`{ importJob(id: "${id}") { id } }`, {}, other)).errors![0]!.extensions.code).toBe('NOT_FOUND');
  });

  it('stops when it is cancelled, and what it recorded stays', async () => {
    const id = await start(await many(400));
    await service.follow(
      `subscription { importProgress(id: "${id}") { done } }`,
      (given) => (given.at(-1) as { importProgress: { done: number } }).importProgress.done > 0,
    );
    await service.ask(`mutation { cancelImport(id: "${id}") { id } }`);
    const last = (await ended(id)).at(-1)!;
    expect(last.status).toBe('CANCELLED');
    expect(last.events as number).toBeGreaterThan(0);
    expect(last.events as number).toBeLessThan(400 * 11);
    const { errors } = await service.ask(`mutation { resumeImport(id: "${id}") { id } }`);
    expect(errors![0]!.extensions.code).toBe('CONFLICT');
  });

  it('goes on where it was after the process that ran it has gone', async () => {
    const path = await many(20);
    const id = await start(path);
    await ended(id);
    // As a process leaves it that is killed on the way.
    await service.service.imports.pool.query(
      `update imports.job set status = 'RUNNING', runner = gen_random_uuid(), seen_at = now() - interval '1 minute', result = null where id = $1`,
      [id],
    );
    expect((await service.ask(`{ importJob(id: "${id}") { status } }`)).data.importJob.status).toBe('INTERRUPTED');
    expect((await service.ask(`mutation { resumeImport(id: "${id}") { status } }`)).data.resumeImport.status).toBe('WAITING');
    expect((await ended(id)).at(-1)).toMatchObject({ status: 'DONE', unchanged: 20, events: 0 });
  });
});
