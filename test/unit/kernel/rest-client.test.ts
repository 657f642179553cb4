/** How a secret becomes a credential, and an answer an error. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { UnknownOutcomeError } from '#kernel/errors.ts';
import type { HttpAnswer, HttpCall } from '#kernel/http.ts';
import { authorizationOf, restClient } from '#kernel/rest-client.ts';
import { rejection, shownBy } from '#test/support/leaks.ts';

describe('a credential', () => {
  it('is Basic for user:password, colons in the password and all', () => {
    expect(authorizationOf('warden:p:a ss\n')).toBe(`Basic ${Buffer.from('warden:p:a ss').toString('base64')}`);
    expect(authorizationOf('wärden:pä')).toBe(`Basic ${Buffer.from('wärden:pä', 'utf8').toString('base64')}`);
  });

  it('is a bearer token for anything else', () => {
    expect(authorizationOf(' abc-._~+/123== ')).toBe('Bearer abc-._~+/123==');
  });

  it.for(['two words', 'line\r\nbreak', '', 'é'])('is refused, unseen, when it fits no header: %j', (secret) => {
    let thrown: unknown;
    try {
      authorizationOf(secret);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ name: 'ConfigError', reason: 'secret' });
    if (secret !== '') expect(shownBy(thrown)).not.toContain(secret);
  });
});

describe('a client of a JSON API', () => {
  const calls: HttpCall[] = [];
  const answering = (answer: Partial<HttpAnswer> | 'lost') =>
    restClient({
      system: 'It',
      base: 'https://it.example//',
      secret: async () => 'T0PSECRET',
      http: async (call) => {
        calls.push(call);
        if (answer === 'lost') throw new UnknownOutcomeError('The connection broke.', { reason: 'broken' });
        return { status: 200, headers: {}, body: '', ...answer };
      },
    });
  const call = { method: 'POST', path: 'api/x?y=1', body: { quote: '"' } } as const;
  const schema = z.object({ id: z.number() });

  it('sends JSON under its base, signed in', async () => {
    expect(await answering({ body: '{"id":1}' }).read(call, schema)).toEqual({ id: 1 });
    expect(calls.at(-1)).toEqual({
      ...{ method: 'POST', url: 'https://it.example/api/x?y=1', body: '{"quote":"\\""}' },
      headers: { authorization: 'Bearer T0PSECRET', accept: 'application/json', 'content-type': 'application/json' },
    });
  });

  it.for([
    [302, 'UpstreamError', 'UpstreamError'],
    [400, 'UpstreamError', 'InputError'],
    [401, 'UpstreamError', 'UpstreamError'],
    [403, 'UpstreamError', 'UpstreamError'],
    [404, 'NotFoundError', 'InputError'],
    [408, 'UpstreamError', 'UpstreamError'],
    [409, 'UpstreamError', 'UpstreamError'],
    [422, 'UpstreamError', 'InputError'],
    [429, 'UpstreamError', 'UpstreamError'],
    [500, 'UpstreamError', 'UnknownOutcomeError'],
    [503, 'UpstreamError', 'UnknownOutcomeError'],
  ] as const)('takes %d to what may be repeated as %s, to a start as %s', async ([status, repeated, started]) => {
    const client = answering({ status, headers: { 'retry-after': '7' }, body: 'T0PSECRET' });
    const errors = [await rejection(client.repeat(call)), await rejection(client.once(call))];
    expect(errors).toMatchObject([
      { name: repeated, reason: `status_${status}` },
      { name: started, reason: `status_${status}` },
    ]);
    if (status === 429) for (const error of errors) expect(error).toMatchObject({ retryable: true, retryAfter: 7 });
    expect(shownBy(errors)).not.toContain('T0PSECRET');
  });

  it('does not know about a start whose answer is lost or unreadable, and may ask anew for anything else', async () => {
    expect(await rejection(answering('lost').once(call))).toMatchObject({ name: 'UnknownOutcomeError' });
    expect(await rejection(answering('lost').repeat(call))).toMatchObject({ name: 'UpstreamError', retryable: true });
    for (const body of ['', '<html>', '{"id":"1"}', 'null']) {
      expect(await rejection(answering({ body }).start(call, schema))).toMatchObject({ name: 'UnknownOutcomeError', reason: 'malformed' });
      expect(await rejection(answering({ body }).read(call, schema))).toMatchObject({ name: 'UpstreamError', reason: 'malformed' });
    }
  });
});
