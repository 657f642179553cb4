/** What is wrong with the HTTP itself: smuggling, splitting, endless heads, tricks with paths and methods. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Door, openDoor } from '#test/support/attacks/door.ts';
import { rawExchange, rawRequest } from '#test/support/attacks/raw-socket.ts';

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());

const raw = (text: string) => rawExchange(door.pipeline.url, (socket) => socket.write(text, 'latin1'));
const bearer = (): string => `authorization: Bearer ${door.token}`;
const type = 'content-type: application/json';
const post = 'POST /v1/logs HTTP/1.1';
const hidden = 'GET /v1/incidents HTTP/1.1\r\nhost: x\r\n\r\n';

describe('is refused before any function hears of it:', () => {
  it.for<[string, string, readonly string[], string, number]>([
    ['a length beside chunks', post, ['content-length: 2', 'transfer-encoding: chunked'], `0\r\n\r\n${hidden}`, 400],
    ['chunks beside a length', post, ['transfer-encoding: chunked', 'content-length: 60'], `0\r\n\r\n${hidden}`, 400],
    ['two lengths', post, ['content-length: 2', 'content-length: 60'], `{}${hidden}`, 400],
    ['a list of lengths', post, ['content-length: 2, 60'], `{}${hidden}`, 400],
    ['a length with a sign', post, ['content-length: +2'], '{}', 400],
    ['a negative length', post, ['content-length: -1'], '{}', 400],
    ['a length in hex', post, ['content-length: 0x2'], '{}', 400],
    ['a length beyond all numbers', post, ['content-length: 99999999999999999999999'], '{}', 400],
    ['an encoding behind chunked', post, ['transfer-encoding: chunked, identity'], '0\r\n\r\n', 400],
    ['a blank before the colon', post, ['transfer-encoding : chunked'], '0\r\n\r\n', 400],
    ['a chunk of more than any length', post, ['transfer-encoding: chunked'], 'ffffffffffffffffff\r\n{}\r\n0\r\n\r\n', 400],
    ['a chunk whose size is none', post, ['transfer-encoding: chunked'], 'zz\r\n{}\r\n0\r\n\r\n', 400],
    ['a chunk longer than its size', post, ['transfer-encoding: chunked'], '1\r\n{}\r\n0\r\n\r\n', 400],
    ['a line of a head that is none', post, ['no colon here'], '', 400],
    ['a zero byte in a value', post, ['x-note: a\0b'], '', 400],
    ['a lone carriage return in a value', post, ['x-note: a\rset-cookie: b'], '', 400],
    ['a head without an end', post, [`x-long: ${'a'.repeat(100_000)}`], '', 431],
    ['ten thousand headers', post, Array.from({ length: 10_000 }, (_, at) => `x-${at}: a`), '', 431],
    ['a head of 11 KB', post, [`x-long: ${'a'.repeat(11_000)}`], '', 431],
    ['a path of 11 KB', `POST /${'a'.repeat(11_000)} HTTP/1.1`, [], '', 431],
    ['a query of 20 KB', `POST /v1/logs?${'a=1&'.repeat(5_000)} HTTP/1.1`, [], '', 431],
    ['another version of HTTP', 'POST /v1/logs HTTP/9.9', [], '', 400],
  ])('%s', async ([, line, headers, body, status]) => {
    const before = door.invocations('ingest');
    const answer = await raw(rawRequest(line, [bearer(), type, ...headers], body));
    expect([answer.status, door.invocations('ingest')]).toEqual([status, before]);
    expect(answer.text.match(/HTTP\/1\.1/g)).toHaveLength(1);
    expect(JSON.parse(answer.text.split('\r\n\r\n')[1] ?? '')).toEqual({ message: expect.stringMatching(/\w+ \w+/) });
    await door.expectServed();
  });

  it.for(['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', '\r\n\r\n\r\nGET', '\0\0\0\0', 'PRI * HTTP/2.0\r\n\r\nXX\r\n\r\ngarbage'])(
    'what is no HTTP: %j',
    async (text) => {
      const answer = await rawExchange(door.pipeline.url, (socket) => socket.end(text, 'latin1'));
      expect(answer.status ?? 400).toBe(400);
      await door.expectServed();
    },
  );
});

it('a request inside the body of another is a body', async () => {
  const before = [door.invocations('respond'), door.invocations('ingest')];
  const answer = await raw(rawRequest(post, [bearer(), type, `content-length: ${hidden.length}`], hidden));
  expect([answer.status, answer.text.match(/HTTP\/1\.1/g)?.length]).toEqual([400, 1]);
  expect([door.invocations('respond'), door.invocations('ingest')]).toEqual([before[0], (before[1] ?? 0) + 1]);
});

describe('paths and methods', () => {
  it.for([
    '/v1/../v1/incidents',
    '/v1/%2e%2e/v1/logs',
    '/./v1/logs',
    '/v1//logs',
    '//v1/logs',
    '/v1/logs/',
    '/v1/logs/..',
    '/v1/%6cogs',
    '/v1%2flogs',
    '/v1\\logs',
    '/v1/logs;a=1',
    '/v1/logs%00',
    '/v1/logs%0d%0aset-cookie:%20a=b',
    '/V1/LOGS',
    '/v1/%ff%fe',
    '/v1/%zz',
    '/api/../v1/incidents',
    '/api/1/../../v1/incidents',
    '/api/1/envelope/%2e%2e/%2e%2e',
    '/__proto__',
    '/constructor',
  ])('%s leads nowhere', async (path) => {
    const before = door.invocations('respond');
    const answer = await raw(rawRequest(`POST ${path} HTTP/1.1`, [bearer(), type, 'content-length: 2'], '{}'));
    expect(answer.status).toBe(404);
    expect(answer.text.toLowerCase()).not.toMatch(/\r\nset-cookie/);
    expect(door.invocations('respond')).toBe(before);
  });

  it.for(['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'get', 'PROPFIND'])('%s is no way to send', async (method) => {
    const answer = await raw(
      rawRequest(`${method} /v1/logs HTTP/1.1`, [bearer(), type, 'x-http-method-override: POST', 'content-length: 2'], '{}'),
    );
    // What is no method at all is no HTTP.
    expect(answer.status).toBe(method === 'get' ? 400 : 404);
  });

  it('a method in a header or in the query changes nothing', async () => {
    const headers = ['x-http-method-override: DELETE', 'x-method-override: DELETE', 'x-http-method: DELETE', 'content-length: 2'];
    const answer = await raw(rawRequest('POST /v1/logs?_method=DELETE HTTP/1.1', [bearer(), type, ...headers], '{}'));
    expect(answer.status).toBe(200);
  });
});

describe('line ends in what comes back', () => {
  const cookie = '%0d%0aset-cookie:%20a=b%0d%0a%0d%0a';
  it.for<[string, readonly string[]]>([
    [`/api/v2/write?precision=${cookie}`, ['content-type: text/plain']],
    [`/write?precision=${cookie}&db=${cookie}`, ['content-type: text/plain']],
    [`/v1/logs?a=${cookie}`, ['content-type: application/json', 'content-encoding: a%0d%0aset-cookie: b']],
    ['/v1/events', [`content-type: application/json${cookie}`, 'ce-id: %0d%0aset-cookie: a']],
  ])('split no header at %s', async ([path, headers]) => {
    const answer = await raw(rawRequest(`POST ${path} HTTP/1.1`, [bearer(), ...headers, 'content-length: 3'], 'a b'));
    expect([400, 415]).toContain(answer.status);
    const [head = ''] = answer.text.toLowerCase().split('\r\n\r\n');
    const names = head
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(':')[0]);
    for (const name of names)
      expect(['content-type', 'content-length', 'connection', 'x-influxdb-version', 'x-influxdb-build']).toContain(name);
  });
});

it('nothing of it all is stored', () => door.expectNothingElse());
