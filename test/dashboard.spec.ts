import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { get } from 'node:http';
import { type ToyServer, toyServer } from './support/toy-server.js';

const DASHBOARD = new URL('../web/dashboard/', import.meta.url);
const FIRST_VIEW_BYTES = 150_000;

describe('The dashboard', () => {
  let server: ToyServer;
  beforeAll(async () => {
    execFileSync(process.execPath, [new URL('build.mjs', DASHBOARD).pathname]);
    server = await toyServer();
  });
  afterAll(() => server.close());

  it('is served at / and at the address of each of its pages, under a policy that lets nothing in from elsewhere and nothing inline', async () => {
    for (const path of ['/', '/states', '/states/actor_1', '/record/commitment_1', '/search?text=x']) {
      const response = await fetch(server.address + path);
      expect([path, response.status]).toEqual([path, 200]);
      expect(response.headers.get('cache-control')).toBe('no-cache');
      const policy = response.headers.get('content-security-policy')!;
      expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
      expect(policy).not.toContain('unsafe');
      const html = await response.text();
      expect(html).not.toMatch(/https?:|style=|<style|<script(?! type="module" src="\/dashboard\/)/);
    }
    expect((await fetch(`${server.address}/elsewhere`)).status).toBe(404);
  });

  it('has files that may be kept for ever, compressed for those who take that', async () => {
    const html = await (await fetch(server.address)).text();
    const paths = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path!);
    expect(paths).toHaveLength(3);
    for (const path of paths) {
      const plain = await new Promise<Buffer>((resolve, reject) => {
        get(server.address + path, { headers: { 'accept-encoding': 'gzip' } }, (response) => {
          expect(response.headers).toMatchObject({
            'content-encoding': 'gzip',
            'cache-control': 'public, max-age=31536000, immutable',
          });
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => resolve(gunzipSync(Buffer.concat(chunks))));
        }).on('error', reject);
      });
      expect(plain).toEqual(readFileSync(new URL(`dist/${path.split('/').at(-1)}`, DASHBOARD)));
    }
    for (const name of ['none.js', '..%2fbuild.mjs', '%2e%2e%2fbuild.mjs'])
      expect((await fetch(`${server.address}/dashboard/${name}`)).status).toBe(404);
  });

  it('is small: all of its files together weigh less than a first view may', () => {
    const dist = new URL('dist/', DASHBOARD);
    const bytes = readdirSync(dist).reduce((sum, name) => sum + gzipSync(readFileSync(new URL(name, dist))).length, 0);
    expect(bytes).toBeLessThan(FIRST_VIEW_BYTES);
  });
});
