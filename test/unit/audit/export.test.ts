/** Copying the audit chain from servers that answer well, badly, and not at all. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { exportCommand } from '#lib/audit/export.ts';
import { chainOf, linesOfChain } from '#test/support/chain-drafts.ts';
import { type Listening, listenOnLoopback } from '#test/support/loopback.ts';

let folder: string;
let out: string;
let server: Listening | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-'));
  out = join(folder, 'chain.jsonl');
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await server?.close();
  server = undefined;
});

const serve = async (answer: (request: IncomingMessage, response: ServerResponse, query: URLSearchParams) => void): Promise<string> => {
  server = await listenOnLoopback(
    createServer((request, response) => answer(request, response, new URL(request.url ?? '', 'http://x').searchParams)),
  );
  return server.url;
};
const copy = (url: string, token?: string): Promise<void> => exportCommand({ url, out, quiet: true }, token);

const lines = linesOfChain(chainOf(450)).map((line) => `${line.toString('utf8')}\n`);
const page = (query: URLSearchParams): string =>
  lines.slice(Number(query.get('after')), Number(query.get('after')) + Number(query.get('limit'))).join('');

it('takes every page, and asks with the token it was given', async () => {
  const seen: (string | undefined)[] = [];
  const url = await serve((request, response, query) => {
    seen.push(request.headers.authorization);
    response.end(page(query));
  });
  await copy(url, 'a-token');
  expect(readFileSync(out, 'utf8')).toBe(lines.join(''));
  expect(seen).toEqual(['Bearer a-token', 'Bearer a-token', 'Bearer a-token']);
});

it('of nothing is an empty file', async () => {
  await copy(await serve((_, response) => response.end()));
  expect(readFileSync(out, 'utf8')).toBe('');
});

const secondPage = (answer: (response: ServerResponse) => void) => (_: IncomingMessage, response: ServerResponse, query: URLSearchParams) =>
  query.get('after') === '0' ? response.end(page(query)) : answer(response);

it.for([
  {
    name: 'refuses',
    on: secondPage((to) => to.writeHead(403).end('{"detail":"This takes the role admin."}')),
    says: 'answered 403: This takes the role admin.',
  },
  {
    name: 'asks for a token',
    on: secondPage((to) => to.writeHead(401).end('{"message":"Unauthorized"}')),
    says: 'A token is taken from WARDEN_TOKEN.',
  },
  { name: 'breaks', on: secondPage((to) => to.writeHead(502).end('<html>')), says: 'answered 502: it did not say why.' },
  { name: 'is something else', on: secondPage((to) => to.end('<html></html>')), says: 'The answer is not an audit chain.' },
  { name: 'answers the same again', on: secondPage((to) => to.end(lines.slice(0, 200).join(''))), says: 'the export would never end' },
])('leaves no file, and says why, where the server $name', async ({ on, says }) => {
  const url = await serve(on);
  await expect(copy(url, undefined)).rejects.toThrow(says);
  expect([existsSync(out), existsSync(`${out}.partial`)]).toEqual([false, false]);
});

it.for(['not an address', 'http://127.0.0.1:1'])('says so where there is nobody: %s', async (url) => {
  await expect(copy(url)).rejects.toThrow(/is not an address|Nobody answers/);
});

it('says so where it cannot write', async () => {
  await expect(exportCommand({ url: 'http://127.0.0.1:1', out: join(folder, 'no/such/folder'), quiet: true }, undefined)).rejects.toThrow(
    'cannot be written',
  );
});
