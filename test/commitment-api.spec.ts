import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient } from 'graphql-ws';
import { setTimeout as pause } from 'node:timers/promises';
import WebSocket from 'ws';
import { positionsAfter } from './support/log-reading.js';
import { CLEAR, english, testService, type TestService } from './support/service.js';

const SHOWN = `id revision status due slips percent endedReason verdict acknowledgedBy { id } reportedBy { id } verdictBy { id }
  supersededBy { id } progress { report } evidence { document note } sources { document } voided { reason } handling { tlp }`;

describe('a commitment, through the API', () => {
  let concord: TestService;
  const actors: Record<string, string> = {};
  beforeAll(async () => {
    concord = await testService();
    for (const name of ['debtor', 'peer'])
      actors[name] = (
        await concord.send('registerActor', { actorKind: 'STATE', name: english(name), handling: CLEAR })
      ).record.id;
  });
  afterAll(() => concord.close());

  const declare = async () =>
    (
      await concord.send('declareCommitment', {
        actor: actors.debtor,
        statement: english('Train 40 officers'),
        due: '2021-06-30',
        occurredAt: '2021-01-27',
        handling: CLEAR,
      })
    ).record.id as string;

  type Step = readonly [mutation: string, input: object, becomes: object | string];

  /** Each mutation with what it changes, or the code of its refusal. */
  const lives: readonly (readonly [life: string, steps: () => readonly Step[]])[] = [
    [
      'is acknowledged, put off, worked on, reported fulfilled, disputed, reported again and confirmed',
      () => [
        ['acknowledgeCommitment', { onBehalfOf: actors.debtor }, 'RESERVED_FOR_OTHER'],
        ['acknowledgeCommitment', { onBehalfOf: actors.peer }, { acknowledgedBy: [{ id: actors.peer }] }],
        ['reviseCommitmentDueDate', { due: '2021-09-30', reason: 'budget' }, { due: '2021-09-30', slips: 1 }],
        [
          'reportCommitmentProgress',
          { report: english('20 trained'), percent: 50 },
          { status: 'IN_PROGRESS', percent: 50, progress: [{ report: '20 trained' }] },
        ],
        [
          'attachCommitmentEvidence',
          { document: 'https://example.org/list', note: english('Names') },
          { evidence: [{ document: 'https://example.org/list', note: 'Names' }] },
        ],
        ['confirmCommitmentFulfilment', { onBehalfOf: actors.peer }, 'NOT_REPORTED_FULFILLED'],
        ['reportCommitmentFulfilled', {}, 'PARTY_MISSING'],
        [
          'reportCommitmentFulfilled',
          { onBehalfOf: actors.debtor },
          { status: 'FULFILLED', percent: 100, verdict: 'UNVERIFIED', reportedBy: { id: actors.debtor } },
        ],
        ['reviseCommitmentDueDate', { due: '2022-09-30', reason: 'budget' }, 'COMMITMENT_ENDED'],
        ['disputeCommitmentFulfilment', { onBehalfOf: actors.debtor, reason: 'x' }, 'RESERVED_FOR_OTHER'],
        [
          'disputeCommitmentFulfilment',
          { onBehalfOf: actors.peer, reason: '12 are missing' },
          { verdict: 'DISPUTED', verdictBy: { id: actors.peer } },
        ],
        ['reportCommitmentFulfilled', { onBehalfOf: actors.debtor }, { verdict: 'UNVERIFIED', verdictBy: null }],
        ['confirmCommitmentFulfilment', { onBehalfOf: actors.peer }, { status: 'FULFILLED', verdict: 'CONFIRMED' }],
      ],
    ],
    [
      'is fulfilled in part and withdrawn',
      () => [
        [
          'reportCommitmentPartlyFulfilled',
          { onBehalfOf: actors.debtor, report: english('half') },
          { status: 'PARTLY_FULFILLED' },
        ],
        [
          'withdrawCommitment',
          { reason: 'a change of government' },
          { status: 'WITHDRAWN', endedReason: 'a change of government' },
        ],
        ['withdrawCommitment', { reason: 'again' }, 'COMMITMENT_ENDED'],
        ['reportCommitmentProgress', { report: english('after all') }, 'COMMITMENT_ENDED'],
      ],
    ],
    [
      'takes a source, a correction, another label, a void and its restoration',
      () => [
        ['attachSource', { document: 'https://example.org/minutes' }, { sources: [{ document: 'https://example.org/minutes' }] }],
        [
          'correctRecord',
          { eventId: '00000000-0000-4000-8000-000000000000', field: 'due', value: '2021-07-31', reason: 'x' },
          'UNKNOWN_EVENT',
        ],
        ['changeHandling', { to: { tlp: 'GREEN', audience: [] }, reason: 'review' }, { handling: { tlp: 'GREEN' } }],
        ['voidRecord', { reason: 'entered twice' }, { voided: { reason: 'entered twice' } }],
        ['withdrawCommitment', { reason: 'x' }, 'RECORD_VOIDED'],
        ['voidRecord', { reason: 'again' }, 'RECORD_VOIDED'],
        ['restoreRecord', { reason: 'it was the other one' }, { voided: null, handling: { tlp: 'GREEN' } }],
        ['restoreRecord', { reason: 'again' }, 'NOT_VOIDED'],
        ['withdrawCommitment', { reason: 'budget' }, { status: 'WITHDRAWN' }],
      ],
    ],
  ];

  it.each(lives)('%s', async (_life, steps) => {
    const id = await declare();
    let revision = 0;
    for (const [mutation, input, becomes] of steps()) {
      const before = await concord.service.store.head();
      const { receipt, refusal } = await concord.send(mutation, { id, ...input });
      if (typeof becomes === 'string') {
        expect({ mutation, receipt, refusal }).toMatchObject({ mutation, receipt: null, refusal: { code: becomes } });
        expect(await concord.service.store.head()).toBe(before);
        continue;
      }
      revision++;
      expect({ mutation, receipt, refusal }).toMatchObject({
        mutation,
        receipt: { position: String(await positionsAfter(concord.service.store, before)), revision, duplicate: false },
        refusal: null,
      });
      const { data } = await concord.ask(`{ at(after: "${receipt.position}") { commitment(id: "${id}") { ${SHOWN} } } }`);
      expect({ mutation, ...data.at.commitment }).toMatchObject({ mutation, id, revision, ...becomes });
    }
    const { data } = await concord.ask(`{ commitment(id: "${id}") { timeline { totalCount } } }`);
    expect(data.commitment.timeline.totalCount).toBe(revision + 1);
  });

  it('gives its place to another, and not to itself', async () => {
    const [old, next] = [await declare(), await declare()];
    expect((await concord.send('supersedeCommitment', { id: old, by: old })).refusal.code).toBe('SUPERSEDES_ITSELF');
    const { receipt } = await concord.send('supersedeCommitment', { id: old, by: next });
    const { data } = await concord.ask(
      `{ at(after: "${receipt.position}") { commitment(id: "${old}") { status supersededBy { id } } } }`,
    );
    expect(data.at.commitment).toEqual({ status: 'SUPERSEDED', supersededBy: { id: next } });
  });

  it('is followed without gap or repeat by a subscriber whose connection breaks again and again while others write', async () => {
    const before = await concord.service.store.head();
    const wanted = 60;
    const opened: WebSocket[] = [];
    class Kept extends WebSocket {
      constructor(...parameters: ConstructorParameters<typeof WebSocket>) {
        super(...parameters);
        opened.push(this);
      }
    }
    const seen: bigint[] = [];
    let breaks = 0;
    const follow = async () => {
      while (seen.length < wanted) {
        const client = createClient({
          url: `${concord.address.replace('http', 'ws')}/graphql`,
          webSocketImpl: Kept,
          retryAttempts: 0,
          connectionParams: { authorization: `Bearer ${concord.coordinator}` },
        });
        try {
          const query = `subscription { events(after: "${seen.at(-1) ?? before}") { position } }`;
          for await (const { data } of client.iterate<{ events: { position: string } }>({ query })) {
            seen.push(BigInt(data!.events.position));
            if (seen.length >= wanted) break;
          }
        } catch {
          breaks++;
        }
        await client.dispose();
      }
    };
    const write = async () => {
      for (let n = 0; n < wanted; n++) {
        await declare();
        if (n % 12 === 6) opened.at(-1)?.terminate();
        await pause(5);
      }
    };
    await Promise.all([follow(), write()]);
    expect(seen).toHaveLength(wanted);
    expect(seen).toEqual(await positionsAfter(concord.service.store, before));
    expect(breaks).toBeGreaterThan(1);
  });

  it('comes with the position and the age of what was read', async () => {
    const id = await declare();
    const head = await concord.service.store.head();
    const { extensions } = await concord.ask(`{ at(after: "${head}") { commitment(id: "${id}") { id } } }`);
    expect(extensions.concord).toEqual({ position: String(head), age: expect.any(Number) });
  });
});
