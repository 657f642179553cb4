import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { httpClient } from '#adapters/http/http-client.ts';
import { retryAfterSeconds } from '#kernel/http.ts';
import { rejection, shownBy } from '#test/support/leaks.ts';

const call = { method: 'POST', url: 'https://host.test/SECRET', headers: { authorization: 'Bearer SECRET' }, body: 'SECRET' } as const;
const failing =
  (code: string, depth = 1): typeof fetch =>
  async () => {
    let cause: Error = Object.assign(new Error('SECRET host'), { code });
    for (let i = 1; i < depth; i += 1) cause = new Error('wrapped', { cause });
    throw new TypeError('fetch failed', { cause });
  };

describe('the HTTP client', () => {
  it('sends a body compressed where it is to be, and says so', async () => {
    const sent: RequestInit[] = [];
    const http = httpClient({
      fetch: async (_, init) => {
        sent.push(init);
        return new Response();
      },
    });
    await http({ ...call, gzip: true });
    await http(call);
    expect(sent[0]?.headers).toEqual({ authorization: 'Bearer SECRET', 'content-encoding': 'gzip' });
    expect(gunzipSync(sent[0]?.body as Uint8Array).toString()).toBe('SECRET');
    expect([sent[1]?.headers, sent[1]?.body]).toEqual([call.headers, 'SECRET']);
  });

  it.for(['http://host.test/', 'file:///etc/passwd', 'ftp://host.test', 'no address'])('does not call %s', async (url) => {
    let called = false;
    const http = httpClient({
      fetch: async () => {
        called = true;
        return new Response();
      },
    });
    expect(await rejection(http({ ...call, url }))).toMatchObject({ name: 'ConfigError' });
    expect(called).toBe(false);
  });

  it.for(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT', 'CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT'])(
    'knows that nothing was sent after %s',
    async (code) => {
      expect(await rejection(httpClient({ fetch: failing(code, 2) })(call))).toMatchObject({ name: 'UpstreamError', retryable: true });
    },
  );

  it.for(['ECONNRESET', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT', 'EPIPE', 'SOMETHING_NEW'])(
    'does not know what happened after %s',
    async (code) => {
      expect(await rejection(httpClient({ fetch: failing(code) })(call))).toMatchObject({ name: 'UnknownOutcomeError' });
    },
  );

  it('gives up after its time', async () => {
    const silent: typeof fetch = (_input, init) =>
      new Promise((_resolve, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)));
    expect(await rejection(httpClient({ fetch: silent, timeoutMs: 10 })(call))).toMatchObject({
      name: 'UnknownOutcomeError',
      reason: 'timeout',
    });
  });

  it('stops reading an answer that is too large', async () => {
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        pulled += 1;
        controller.enqueue(new Uint8Array(1_000));
      },
    });
    const http = httpClient({ fetch: async () => new Response(endless), maxBodyBytes: 10_000 });
    expect(await rejection(http(call))).toMatchObject({ name: 'UnknownOutcomeError', reason: 'answer_too_large' });
    expect(pulled).toBeLessThan(20);
  });

  it('does not follow redirects', async () => {
    let redirect: RequestInit['redirect'];
    const http = httpClient({
      fetch: async (_input, init) => {
        redirect = init?.redirect;
        return new Response(null, { status: 302, headers: { location: 'https://elsewhere.test' } });
      },
    });
    expect((await http(call)).status).toBe(302);
    expect(redirect).toBe('manual');
  });

  it.for(['ECONNREFUSED', 'ECONNRESET'])('tells nothing of what it sent or where (%s)', async (code) => {
    expect(shownBy(await rejection(httpClient({ fetch: failing(code) })(call)))).not.toContain('SECRET');
  });
});

describe('Retry-After', () => {
  it.for([
    [{ 'retry-after': '12' }, 12],
    [{ 'retry-after': 'Mon, 05 Jan 2026 09:01:00 GMT', date: 'Mon, 05 Jan 2026 09:00:00 GMT' }, 60],
    [{ 'retry-after': 'Mon, 05 Jan 2026 08:00:00 GMT', date: 'Mon, 05 Jan 2026 09:00:00 GMT' }, 0],
    [{ 'retry-after': 'Mon, 05 Jan 2026 09:01:00 GMT' }, undefined],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '-1', date: 'x' }, undefined],
    [{}, undefined],
  ] as const)('%j asks for %s seconds', ([headers, seconds]) => {
    expect(retryAfterSeconds(headers)).toBe(seconds);
  });
});
