/** An agent and its token at the door: where it may stand, who is let in, and what an attacker may try. */
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { authorise } from '#functions/authorise/authorise.ts';
import type { AuthoriserEvent } from '#functions/authorise/event.ts';
import { remembering } from '#functions/authorise/remembering.ts';
import type { AgentToken } from '#kernel/agent-token.ts';
import { agentTokenCase } from '#test/support/agent-token-case.ts';

const { token, record } = agentTokenCase(1);
const other = agentTokenCase(2);
const cacheMs = 60_000;
let now = 0;
let reads = 0;
let logged: string[] = [];
let records = new Map<string, AgentToken>();

const find = (id: string): Promise<AgentToken | undefined> => {
  reads += 1;
  return Promise.resolve(records.get(id));
};
const clock = { now: () => now };
const write = (message: string, detail?: Readonly<Record<string, unknown>>): void =>
  void logged.push(JSON.stringify({ message, ...detail }));
let ports = { find, findRemembered: find, clock, log: { info: write, warn: write, error: write } };

beforeEach(() => {
  now = 1_000_000;
  reads = 0;
  logged = [];
  records = new Map([record, other.record].map((each) => [each.id, each]));
  ports = { ...ports, findRemembered: remembering(find, clock, cacheMs) };
});

const asked = (event: Partial<AuthoriserEvent>): AuthoriserEvent => ({ routeKey: 'POST /v1/logs', ...event });
const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

/** Whether it lets in, and the reason it logs when not. */
const outcome = async (event: Partial<AuthoriserEvent>): Promise<string> => {
  const { answer, report } = await authorise(asked(event), ports);
  expect(answer.isAuthorized).toBe(report.produced === 1);
  if (answer.isAuthorized) return answer.context['agent'] ?? '';
  expect(answer.context).toEqual({});
  const [reason = ''] = Object.keys(report.suppressed);
  expect(JSON.parse(logged.at(-1) ?? '{}')).toMatchObject({ message: 'agent refused', reason });
  return reason;
};

/** Of the refused, the bearer's own token in the header. */
const bearing = (value: string, event: Partial<AuthoriserEvent> = {}) => outcome({ headers: { authorization: value }, ...event });

describe('a good token', () => {
  it.for<[string, Partial<AuthoriserEvent>]>([
    ['Bearer', { headers: { authorization: `Bearer ${token}` } }],
    ['bearer, in whatever case', { headers: { Authorization: `BEARER  ${token} ` } }],
    ['Splunk', { headers: { authorization: `Splunk ${token}` } }],
    ['Token', { headers: { authorization: `Token ${token}` } }],
    ['nothing before it', { headers: { authorization: token } }],
    ['a password', { headers: { authorization: basic(`telegraf:${token}`) } }],
    ['a password of nobody', { headers: { authorization: basic(`:${token}`) } }],
    ['Firehose’s access key', { headers: { 'x-amz-firehose-access-key': token } }],
    ['Sentry’s header', { headers: { 'x-sentry-auth': `Sentry sentry_version=7, sentry_client=sentry.python/2.0, sentry_key=${token}` } }],
    ['Sentry’s query', { queryStringParameters: { sentry_version: '7', sentry_key: token } }],
    ['a value the gateway remembers', { identitySource: [`Bearer ${token}`, 'POST /v1/logs'] }],
    ['a password the gateway remembers', { identitySource: [basic(`a:${token}`), 'POST /v1/logs'] }],
    [
      'Sentry’s header, beside a proxy’s password',
      { headers: { authorization: basic('proxy:pass'), 'x-sentry-auth': `Sentry sentry_key=${token}` } },
    ],
  ])('as %s lets its agent in, and says who it is', async ([, event]) => {
    const { answer } = await authorise(asked(event), ports);
    expect(answer).toEqual({ isAuthorized: true, context: { agent: 'shop-sdk', tokenId: record.id } });
    expect(logged).toEqual([]);
  });

  it('comes with the limits of its bearer, where its record has any', async () => {
    records.set(record.id, { ...record, limits: { requestsPerMinute: 600, bytesPerDay: 0 } });
    const { answer } = await authorise(asked({ headers: { authorization: `Bearer ${token}` } }), ports);
    expect(answer.context).toEqual({ agent: 'shop-sdk', tokenId: record.id, requestsPerMinute: '600', bytesPerDay: '0' });
  });

  it('is for its scopes alone, by the route that was matched', async () => {
    records.set(record.id, { ...record, scopes: ['/alertmanager', '/api/{project}'] });
    expect(await bearing(`Bearer ${token}`, { routeKey: 'POST /alertmanager' })).toBe('shop-sdk');
    expect(await bearing(`Bearer ${token}`, { routeKey: 'POST /api/{project}/envelope/' })).toBe('shop-sdk');
    expect(await bearing(`Bearer ${token}`, { routeKey: 'POST /v1/logs' })).toBe('out-of-scope');
    expect(await bearing(`Bearer ${token}`, { routeKey: '$default' })).toBe('out-of-scope');
  });
});

describe('refused, with the reason in the log', () => {
  it('without anything that could be a token', async () => {
    expect(await outcome({})).toBe('missing');
    expect(await outcome({ headers: { authorization: '' }, queryStringParameters: {} })).toBe('missing');
    expect(await outcome({ headers: { 'x-sentry-auth': 'Sentry sentry_version=7' } })).toBe('missing');
    expect(await bearing('Bearer ')).toBe('missing');
    expect(reads).toBe(0);
  });

  it('a well-formed token that nobody was given', async () => {
    expect(await bearing(`Bearer ${agentTokenCase(3).token}`)).toBe('unknown');
  });

  it('a known id with another token’s secret', async () => {
    records.set(record.id, { ...record, hash: other.record.hash });
    expect(await bearing(`Bearer ${token}`)).toBe('wrong-secret');
  });

  it('from the millisecond it expires, and from the one it is revoked', async () => {
    records.set(record.id, { ...record, expiresAt: now + 1 });
    expect(await bearing(`Bearer ${token}`, { identitySource: [token] })).toBe('shop-sdk');
    now += 1;
    expect(await bearing(`Bearer ${token}`, { identitySource: [token] })).toBe('expired');
    records.set(record.id, { ...record, revokedAt: now });
    expect(await bearing(`Bearer ${token}`, { identitySource: [token] })).toBe('revoked');
  });

  it('says nothing of expiry or scope to who has not the secret', async () => {
    records.set(record.id, { ...record, hash: other.record.hash, expiresAt: 0, revokedAt: 0, scopes: [] });
    expect(await bearing(`Bearer ${token}`)).toBe('wrong-secret');
  });

  it.for<[string, string]>([
    ['a typing error', `Bearer ${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`],
    ['two tokens, as a gateway joins two headers', `Bearer ${token}, Bearer ${other.token}`],
    ['a token and more behind a line break', `Bearer ${token}\r\nx-agent: root`],
    ['a token in a token', `Bearer Bearer ${token}`],
    ['a scheme of another world', `Digest ${token}`],
    ['a token before its name', basic(`${token}:x`)],
    ['base64 of rubbish', 'Basic %a%b'],
    ['__proto__', 'Bearer __proto__'],
    ['a look-alike id', `Bearer swa___proto____${token.slice(16)}`],
    ['a Cyrillic а in it', `Bearer ${token.slice(0, 20)}а${token.slice(21)}`],
    ['its hash', `Bearer ${record.hash}`],
    ['a token of ten kilobytes', `Bearer swa_${'a'.repeat(10_240)}`],
    ['another system’s key', 'Bearer glsa_1234567890'],
  ])('%s, without a read', async ([, value]) => {
    expect(await bearing(value)).toBe('malformed');
    expect(await outcome({ identitySource: [value] })).toBe('malformed');
    expect(reads).toBe(0);
  });

  it('a key in the query that came twice', async () => {
    expect(await outcome({ queryStringParameters: { sentry_key: `${token},${token}` } })).toBe('malformed');
  });

  it('a name that an object has by itself', async () => {
    expect(await outcome({ headers: JSON.parse('{"__proto__":"Bearer x","constructor":"y"}') })).toBe('missing');
  });

  it('a token from anywhere but the header that the gateway remembers the answer for', async () => {
    const elsewhere = { headers: { 'x-sentry-auth': `Sentry sentry_key=${token}` }, queryStringParameters: { sentry_key: token } };
    expect(await outcome({ ...elsewhere, identitySource: ['Bearer guess', 'POST /v1/logs'] })).toBe('malformed');
  });

  it('any header whatever, quickly and without an exception', async () => {
    const anything = fc.oneof(
      fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('latin1')),
      fc.string().map((text) => `Basic ${text}`),
      fc.string().map((text) => `Bearer swa_${text}`),
    );
    const event = fc.record(
      {
        headers: fc.dictionary(fc.constantFrom('authorization', 'x-sentry-auth', 'x-amz-firehose-access-key', '__proto__'), anything),
        queryStringParameters: fc.dictionary(fc.constantFrom('sentry_key', 'token'), anything),
        identitySource: fc.oneof(fc.constant(null), fc.array(anything, { maxLength: 2 })),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(event, async (given) => {
        expect((await authorise(asked(given), ports)).answer.isAuthorized).toBe(false);
      }),
      { numRuns: 300 },
    );
    expect(reads).toBe(0);
  });
});

describe('what an attacker sees of the log', () => {
  it('is never a token or a part of its secret', async () => {
    records.clear();
    await bearing(`Bearer ${token}`);
    await bearing(`Bearer ${token}x`);
    await outcome({ queryStringParameters: { sentry_key: token } });
    const secret = token.slice(16);
    expect(logged.join('\n')).not.toContain(secret.slice(0, 8));
    expect(logged.join('\n')).toContain(record.id);
  });
});

describe('what is remembered', () => {
  const sentry = { headers: { 'x-sentry-auth': `Sentry sentry_key=${token}` } };

  it('is the record, for the cache’s time and no longer: a revoked token is refused after it at the latest', async () => {
    expect(await outcome(sentry)).toBe('shop-sdk');
    records.set(record.id, { ...record, revokedAt: now });
    now += cacheMs - 1;
    expect(await outcome(sentry)).toBe('shop-sdk');
    expect(reads).toBe(1);
    now += 1;
    expect(await outcome(sentry)).toBe('revoked');
    expect(reads).toBe(2);
  });

  it('is not used where the gateway remembers the answer: the times would add up', async () => {
    expect(await outcome(sentry)).toBe('shop-sdk');
    records.set(record.id, { ...record, revokedAt: now });
    expect(await outcome({ identitySource: [`Bearer ${token}`] })).toBe('revoked');
  });

  it('never lets a token live past its expiry', async () => {
    records.set(record.id, { ...record, expiresAt: now + 10 });
    expect(await outcome(sentry)).toBe('shop-sdk');
    now += 10;
    expect(await outcome(sentry)).toBe('expired');
  });

  it('is that there is none, too, but not that the table failed', async () => {
    records.clear();
    expect(await outcome(sentry)).toBe('unknown');
    expect(await outcome(sentry)).toBe('unknown');
    expect(reads).toBe(1);
    const failing = remembering(() => Promise.reject(new Error('throttled')), clock, cacheMs);
    await expect(authorise(asked(sentry), { ...ports, findRemembered: failing })).rejects.toThrow('throttled');
    await expect(authorise(asked(sentry), { ...ports, findRemembered: failing })).rejects.toThrow('throttled');
  });
});
