import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import WebSocket from 'ws';
import { size } from './support/size.js';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
/** Connections that are reset, and frames of anything. */
const RESETS = size('CONCORD_TEST_RESETS', { short: 2_000, long: 10_000 });
const FRAMES = size('CONCORD_TEST_FRAMES', { short: 200, long: 1_000 });
const MOST_GROWTH = 8 * 1_048_576;

let server: ChildProcess;
let port: number;
beforeAll(async () => {
  server = spawn(process.execPath, ['--expose-gc', '--import', './test/support/typescript.mjs', 'test/support/toy-process.ts'], {
    cwd: ROOT,
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  [port] = (await once(server, 'message')) as [number];
});
afterAll(() => void server.kill());

/** Bytes of the server's heap that are in use. */
async function heap(): Promise<number> {
  const answer = once(server, 'message');
  server.send('heap');
  return ((await answer) as [number])[0];
}

async function expectAlive(): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/health/live`);
  expect(response.status).toBe(200);
  expect([server.exitCode, server.signalCode]).toEqual([null, null]);
}

/** Upgrades to a path, and resets the connection in the middle of it or as soon as it is answered. */
function upgradeAndReset(path: string, answered: boolean): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(
        [
          `GET ${path} HTTP/1.1`,
          'Host: x',
          'Connection: Upgrade',
          'Upgrade: websocket',
          'Sec-WebSocket-Version: 13',
          'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
          'Sec-WebSocket-Protocol: graphql-transport-ws',
          '\r\n',
        ].join('\r\n'),
        () => void (answered || socket.resetAndDestroy()),
      );
    });
    socket.once('data', () => socket.resetAndDestroy());
    socket.on('error', () => undefined);
    socket.once('close', () => resolve());
  });
}

async function storm(count: number): Promise<void> {
  let next = 0;
  const caller = async () => {
    for (let n = next++; n < count; n = next++) await upgradeAndReset(n % 3 === 0 ? '/other' : '/graphql', n % 2 === 0);
  };
  await Promise.all(Array.from({ length: 50 }, caller));
}

it(`${RESETS} peers that reset their connections in an upgrade leave the service alive, and its memory as it was`, async () => {
  await storm(1_000);
  const before = await heap();
  await storm(RESETS);
  await expectAlive();
  expect((await heap()) - before).toBeLessThan(MOST_GROWTH);
});

it(`${FRAMES} frames of anything leave the service alive, and its memory as it was`, async () => {
  const kinds = ['connection_init', 'subscribe', 'ping', 'pong', 'complete', 'next', 'x'];
  const message = fc.record(
    {
      type: fc.constantFrom(...kinds),
      id: fc.string(),
      payload: fc.oneof(fc.json(), fc.object(), fc.constant({ query: 'subscription { ticks }' })),
    },
    { requiredKeys: ['type'] },
  );
  const frame = fc.oneof(
    fc.uint8Array({ maxLength: 5_000 }).map((bytes) => Buffer.from(bytes)),
    fc.string({ maxLength: 1_000, unit: 'binary' }),
    fc.json(),
    message.map((one) => JSON.stringify(one)),
    // Straight onto the wire, past the framing.
    fc.uint8Array({ maxLength: 50 }).map((bytes) => ({ raw: Buffer.from(bytes) })),
  );
  const before = await heap();
  await fc.assert(
    fc.asyncProperty(frame, fc.boolean(), async (one, isBegun) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws');
      socket.on('error', () => undefined);
      await once(socket, 'open');
      if (isBegun) {
        socket.send('{"type":"connection_init"}');
        await once(socket, 'message');
      }
      const closed = new Promise((resolve) => socket.once('close', resolve));
      const { _socket: wire } = socket as unknown as { _socket: { write(data: Buffer, written: () => void): void } };
      // What follows half a frame is taken for the rest of it: nothing to wait for.
      if (typeof one === 'object' && 'raw' in one) await new Promise<void>((resolve) => wire.write(one.raw, resolve));
      else {
        socket.send(one);
        socket.ping('', undefined, () => undefined);
        await Promise.race([closed, new Promise((resolve) => socket.once('pong', resolve))]);
      }
      socket.terminate();
      await closed;
    }),
    { numRuns: FRAMES },
  );
  await expectAlive();
  expect((await heap()) - before).toBeLessThan(MOST_GROWTH);
});
