/** The guard around remediations' calls, over real TLS on loopback with a resolver of its own. */
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guardedClient } from '#adapters/http/guarded-client.ts';
import { guardedLookup, type Resolve } from '#adapters/http/guarded-lookup.ts';
import { httpClient } from '#adapters/http/http-client.ts';
import { httpsSend } from '#adapters/http/https-send.ts';
import type { Http } from '#kernel/http.ts';
import { authority, type Credential, leaf } from '#test/support/certificates.ts';
import { rejection, shownBy } from '#test/support/leaks.ts';
import { type Listening, listenOnLoopback } from '#test/support/loopback.ts';

const host = 'runbooks.example.test';

const answers: Readonly<Record<string, RequestListener>> = {
  '/echo': async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    response.writeHead(201, { 'x-method': request.method ?? '', 'set-cookie': ['a=1', 'b=2'] }).end(Buffer.concat(chunks));
  },
  '/redirect': (_, response) => void response.writeHead(307, { location: '/echo' }).end('elsewhere'),
  '/none': (_, response) => void response.writeHead(204).end(),
  '/large': (_, response) => void response.end('x'.repeat(100_000)),
  '/breaks': (request) => void request.socket.destroy(),
  '/breaks-midway': (request, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half', () => request.socket.destroy());
  },
  '/silent': () => undefined,
};
const listener: RequestListener = (request, response) => answers[request.url ?? '']?.(request, response);
const toLoopback: Resolve = (_name, _options, found) => found(null, [{ address: '127.0.0.1', family: 4 }]);
/** Where a test's server is: this machine, without the guard. */
const unguarded: Parameters<typeof httpsSend>[0] = {
  lookup: (_name, { all }, found) => (all === true ? found(null, [{ address: '127.0.0.1', family: 4 }]) : found(null, '127.0.0.1', 4)),
};

let trusted: Credential;
let tls: Listening;
let plain: Listening;
beforeAll(async () => {
  trusted = authority('Trusted');
  tls = await listenOnLoopback(createServer(leaf(host, trusted), listener));
  plain = await listenOnLoopback(createHttpServer(listener));
});
afterAll(() => Promise.all([tls.close(), plain.close()]));

const tlsUrl = (path: string): string => `https://${host}:${new URL(tls.url).port}${path}`;

const ways = [
  {
    name: 'fetch',
    url: (path: string) => `${plain.url}${path}`,
    make: (bounds: object): Http => httpClient({ privateHttp: true, ...bounds }),
  },
  {
    name: 'node:https',
    url: tlsUrl,
    make: (bounds: object): Http => httpClient({ fetch: httpsSend({ ...unguarded, certificateAuthority: trusted.cert }), ...bounds }),
  },
];

describe.for(ways)('a client over $name', ({ url, make }) => {
  const call = (path: string) =>
    ({ method: 'POST', url: url(path), headers: { authorization: 'Bearer SECRET' }, body: '{"a":"é\\r\\n"}' }) as const;

  it('sends the body byte for byte, and gives back status, headers and body', async () => {
    const { status, headers, body } = await make({})(call('/echo'));
    expect([status, headers['x-method'], body]).toEqual([201, 'POST', '{"a":"é\\r\\n"}']);
  });

  it('follows no redirect', async () => {
    expect(await make({})(call('/redirect'))).toMatchObject({ status: 307, body: 'elsewhere', headers: { location: '/echo' } });
  });

  it('takes an answer without a body', async () => {
    expect(await make({})(call('/none'))).toMatchObject({ status: 204, body: '' });
  });

  it.for([
    ['/large', 'answer_too_large'],
    ['/breaks', 'broken'],
    ['/breaks-midway', 'broken'],
    ['/silent', 'timeout'],
  ] as const)('does not know what happened after %s, and says nothing of what it sent', async ([path, reason]) => {
    const error = await rejection(make({ maxBodyBytes: 10_000, timeoutMs: 300 })(call(path)));
    expect(error).toMatchObject({ name: 'UnknownOutcomeError', reason });
    expect(shownBy(error)).not.toContain('SECRET');
  });
});

describe('trust', () => {
  const get = (authorities: object) =>
    httpClient({ fetch: httpsSend({ ...unguarded, ...authorities }) })({ method: 'GET', url: tlsUrl('/none'), headers: {} });

  it('is in the named authority alone: any other server is sent nothing', async () => {
    expect((await get({ certificateAuthority: trusted.cert })).status).toBe(204);
    for (const other of [{}, { certificateAuthority: authority('Other').cert }]) {
      expect(await rejection(get(other))).toMatchObject({ name: 'UpstreamError', reason: 'unreachable' });
    }
  });
});

describe('the guard', () => {
  const seen: string[] = [];
  const resolveTo =
    (...addresses: readonly string[]): Resolve =>
    (name, _options, found) => {
      seen.push(name);
      found(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    };
  const guarded = (resolve: Resolve, privateHosts: readonly string[] = []) =>
    guardedClient({ hosts: [new URL(tlsUrl('/')).host], privateHosts }, { resolve, certificateAuthority: trusted.cert, timeoutMs: 2_000 });
  const call = (url = tlsUrl('/echo')) => ({ method: 'POST', url, headers: {} }) as const;

  it.for([`https://${host}/`, 'https://other.example.test/', 'https://127.0.0.1/', 'https://169.254.169.254/latest/'])(
    'does not call %s, which policy does not name with that port, and looks nothing up',
    async (url) => {
      seen.length = 0;
      expect(await rejection(guarded(resolveTo('93.184.215.14'))(call(url)))).toMatchObject({ name: 'ConfigError', reason: 'host' });
      expect(seen).toEqual([]);
    },
  );

  it('does not connect to this machine, though a server listens there, even for a host that is named private', async () => {
    for (const privateHosts of [[], [host]]) {
      const error = await rejection(guarded(toLoopback, privateHosts)(call()));
      expect(error).toMatchObject({ name: 'UpstreamError', reason: 'address_refused', retryable: false });
      expect(shownBy(error)).not.toMatch(/127\.0\.0\.1|example\.test/);
    }
  });

  it('refuses what this machine’s own resolver says of localhost', async () => {
    const http = guardedClient({ hosts: ['localhost'], privateHosts: ['localhost'] });
    expect(await rejection(http(call('https://localhost/')))).toMatchObject({ reason: 'address_refused' });
  });

  it('refuses a host written as an address, which nothing is looked up for', async () => {
    const { port } = new URL(tls.url);
    const http = guardedClient({ hosts: [`127.0.0.1:${port}`], privateHosts: ['127.0.0.1'] });
    expect(await rejection(http(call(`https://127.0.0.1:${port}/echo`)))).toMatchObject({ reason: 'address_refused' });
  });

  it('says a name that is not there is unreachable', async () => {
    const missing: Resolve = (_name, _options, found) => found(Object.assign(new Error('x'), { code: 'ENOTFOUND' }), []);
    expect(await rejection(guarded(missing)(call()))).toMatchObject({ name: 'UpstreamError', reason: 'unreachable', retryable: true });
  });
});

describe('a guarded lookup', () => {
  const look = (isPrivate: boolean, addresses: readonly string[], all: boolean) =>
    new Promise((resolve) => {
      const found: Resolve = (_name, _options, give) =>
        give(
          null,
          addresses.map((address) => ({ address, family: 4 })),
        );
      guardedLookup(isPrivate, found)('name.test', { all }, (error, address) => resolve(error ?? address));
    });

  it('gives what it checked, in either form', async () => {
    expect(await look(false, ['93.184.215.14'], false)).toBe('93.184.215.14');
    expect(await look(false, ['93.184.215.14'], true)).toEqual([{ address: '93.184.215.14', family: 4 }]);
    expect(await look(true, ['10.0.0.7'], false)).toBe('10.0.0.7');
  });

  it.for([
    [false, ['10.0.0.7']],
    [false, ['93.184.215.14', '10.0.0.7']],
    [true, ['10.0.0.7', '169.254.169.254']],
    [true, ['0.0.0.0']],
    [true, []],
  ] as const)('gives none where one may not be called (private: %s, %j)', async ([isPrivate, addresses]) => {
    for (const all of [true, false]) expect(await look(isPrivate, addresses, all)).toMatchObject({ reason: 'address_refused' });
  });
});
