import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sanitiser } from '#functions/ingest/sanitise/sanitise.ts';
import type { AttributeValue } from '#kernel/resource.ts';
import type { LogSignal, Signal, SpanSignal } from '#kernel/signal.ts';
import { processorMs } from '#test/support/processor-time.ts';
import { signal } from '../kernel/signal-arbitraries.ts';

const log = (body: AttributeValue, attributes: LogSignal['attributes'] = {}): LogSignal => ({
  kind: 'log',
  timeUnixNano: 1n,
  resource: { attributes: { 'service.name': 'checkout' } },
  attributes,
  severityNumber: 9,
  body,
});
const clean = (text: string): AttributeValue => (sanitiser('key')(log(text)) as LogSignal).body;

/** Made here, never used anywhere. Put together so that no scanner takes this file for a leak. */
const letters = 'AbCdEfGhIjKlMnOpQrStUvWxYz0123456789';
const secrets: readonly (readonly [string, string, string])[] = [
  ['an AWS key id', `AKIA${'IOSFODNN7EXAMPLE'}`, 'aws_key'],
  ['a temporary AWS key id', `ASIA${'IOSFODNN7EXAMPLE'}`, 'aws_key'],
  ['a GitHub token', `ghp_${letters}`, 'token'],
  ['a fine-grained GitHub token', `github_pat_${letters}`, 'token'],
  ['a Slack token', `xoxb-${'123456789012-abcdefGHIJKL'}`, 'token'],
  ['a GitLab token', `glpat-${'abcdefghij0123456789'}`, 'token'],
  ['a JSON web token', `eyJhbGciOiJIUzI1NiJ9.${'eyJzdWIiOiIxIn0'}.${'c2lnbmF0dXJl'}`, 'jwt'],
  ['a card', '4111111111111111', 'card'],
  ['a card in groups', '5500 0000 0000 0004', 'card'],
  ['a card with dashes', '4012-8888-8888-1881', 'card'],
  ['an American Express card', '3782 822463 10005', 'card'],
];

describe('sanitising', () => {
  it.for(secrets)('takes out %s wherever it stands in a text', ([, secret, label]) => {
    for (const text of [
      secret,
      `v2 ${secret}`,
      `${secret} 3x`,
      `a1 ${secret} 2b`,
      `got ${secret}.`,
      `"${secret}"`,
      `x=${secret};`,
      `${secret} and ${secret}`,
    ]) {
      expect(clean(text)).not.toContain(secret);
      expect(clean(text)).toContain(`[redacted:${label}]`);
    }
  });

  it.for([
    ['password=hunter2 next', 'password=[redacted:secret] next'],
    ['PASSWORD=hunter2', 'PASSWORD=[redacted:secret]'],
    ['url?api_key=abc123def&x=1', 'url?api_key=[redacted:secret]&x=1'],
    ['{"password": "two words", "user": "u"}', '{"password": "[redacted:secret]", "user": "u"}'],
    ['{\\"client_secret\\":\\"abcdef\\"}', '{\\"client_secret\\":\\"[redacted:secret]\\"}'],
    ['db_password: s3cret!', 'db_password: [redacted:secret]'],
    ['Authorization: Bearer abcdefghijklmnop0123', 'Authorization: Bearer [redacted:credentials]'],
    ['postgres://app:pa55@db.internal:5432/shop', 'postgres://[redacted:credentials]@db.internal:5432/shop'],
    ['refresh_token=Bearer abcdef', 'refresh_token=Bearer [redacted:secret]'],
  ] as const)('turns %s into %s', ([text, wanted]) => {
    expect(clean(text)).toBe(wanted);
  });

  it('takes out a private key block, and one that was cut off', () => {
    const head = ['-----BEGIN RSA', 'PRIVATE KEY-----'].join(' ');
    const foot = ['-----END RSA', 'PRIVATE KEY-----'].join(' ');
    expect(clean(`before ${head}\nMIIabc\n${foot} after`)).toBe('before [redacted:private_key] after');
    expect(clean(`before ${head}\nMIIabc`)).toBe('before [redacted:private_key]');
  });

  it.for([
    'order 1764000000000000001 took 1764000000123 ns',
    'commit 9fceb02d0ae598e95dc970b74767f19372d6af1e by build 4111111111111112',
    'token: expired; secret not found; password policy updated',
    'the keyboard tokenizer, max_tokens=, eyJ',
    'at 2026-11-21 05:30:45 version 1.2.3 host 10.0.12.34',
    'AKIA is a prefix and ghp_ another; see -----BEGIN CERTIFICATE-----',
    'user@host, a @ b, @decorator, git@',
    'uuid 0af76519-16cd-43dd-8448-eb211c80319c',
    'task-sk-1 and risk-assessment-for-the-quarter',
  ])('leaves alone: %s', (text) => {
    expect(clean(text)).toBe(text);
  });

  it('replaces an e-mail address by a keyed hash, the same for the same address', () => {
    const first = clean('mail to Jane.Doe@example.com failed');
    expect(first).toMatch(/^mail to email:[0-9a-f]{16} failed$/);
    expect(clean('mail to jane.doe@EXAMPLE.com failed')).toBe(first);
    expect((sanitiser('other key')(log('mail to jane.doe@example.com failed')) as LogSignal).body).not.toBe(first);
  });

  it('reaches attributes, nested values, numbers, resources, span texts and events', () => {
    const span: SpanSignal = {
      kind: 'span',
      timeUnixNano: 1n,
      endTimeUnixNano: 2n,
      resource: { attributes: { 'process.command_line': 'run --password=hunter2' } },
      scope: { name: 's', attributes: { 'db.password': 'hunter2' } },
      attributes: { list: ['a', { deep: 'password=hunter2' }], card: 4111111111111111, authorization: 'hunter2' },
      name: 'GET /login?password=hunter2',
      traceId: 'a'.repeat(32),
      spanId: 'b'.repeat(16),
      spanKind: 'server',
      status: { code: 'error', message: 'bad password=hunter2' },
      events: [{ timeUnixNano: 1n, name: 'password=hunter2', attributes: { 'exception.message': 'password=hunter2' } }],
      links: [{ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), attributes: { x: 'password=hunter2' } }],
    };
    const text = JSON.stringify(sanitiser('key')(span), (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain('4111111111111111');
  });

  it('takes out whatever lies under a telling name, not only texts', () => {
    const attributes = {
      'http.request.header.cookie': ['session=hunter2'],
      'http.request.header.authorization': ['Basic hunter2'],
      'db.password': 20_061_987,
      credentials: { user: 'u', value: 'hunter2' },
      'password.changed': true,
      secret: [],
    };
    expect((sanitiser('key')(log('x', attributes)) as LogSignal).attributes).toEqual({
      'http.request.header.cookie': '[redacted]',
      'http.request.header.authorization': '[redacted]',
      'db.password': '[redacted]',
      credentials: '[redacted]',
      'password.changed': true,
      secret: [],
    });
  });

  it('reaches the texts beside the body, which become the message where there is no body', () => {
    const named = { ...log(null), eventName: 'login password=hunter2', severityText: 'password=hunter2' };
    expect(JSON.stringify({ ...sanitiser('key')(named), timeUnixNano: 0 })).not.toContain('hunter2');
  });

  it('reaches every text of every kind of signal', () => {
    const secret = 'password=hunter2';
    const shared = {
      timeUnixNano: 1n,
      resource: { attributes: { [secret]: 1 }, schemaUrl: secret },
      scope: { name: secret, version: secret, attributes: { [secret]: 1 } },
      attributes: { [secret]: 1, map: { [secret]: 1 } },
    };
    const ids = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };
    const signals: Signal[] = [
      { ...shared, kind: 'log', severityNumber: 9, severityText: secret, eventName: secret, body: { [secret]: 1 } },
      { ...shared, kind: 'metric', name: secret, unit: secret, description: secret, data: { type: 'gauge', value: 1 } },
      {
        ...shared,
        ...ids,
        kind: 'span',
        name: secret,
        traceState: secret,
        spanKind: 'server',
        endTimeUnixNano: 2n,
        status: { code: 'error', message: secret },
        events: [{ timeUnixNano: 1n, name: secret, attributes: { [secret]: 1 } }],
        links: [{ ...ids, traceState: secret, attributes: { [secret]: 1 } }],
      },
      { ...shared, kind: 'event', source: 'alertmanager', name: secret, status: 'firing', severityText: secret, message: secret },
    ];
    for (const each of signals) {
      const text = JSON.stringify(sanitiser('key')(each), (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
      expect(text).not.toContain('hunter2');
    }
  });

  it.for([
    ['digits', '4'],
    ['groups of digits', '4 '],
    ['groups of four', '4111 '],
  ] as const)('reads a run of megabytes of %s', ([, piece]) => {
    const text = piece.repeat(4_000_000 / piece.length);
    const took = processorMs(() => expect(String(clean(`${text}x`)).endsWith('x')).toBe(true));
    expect(took).toBeLessThan(2_000);
  });

  it('gives a clean signal back as the same object', () => {
    const clean = log('order 17 accepted', { 'http.route': '/pay', attempts: 3 });
    expect(sanitiser('key')(clean)).toBe(clean);
  });

  it('changes no kind of signal in shape, and never throws', () => {
    fc.assert(
      fc.property(signal, (any) => {
        const cleaned = sanitiser('key')(any);
        expect(cleaned.kind).toBe(any.kind);
        expect(Object.keys(cleaned).sort()).toEqual(Object.keys(any).sort());
      }),
    );
  });

  it.for([
    ['eyJ', '-eyJ'],
    ['assignments', 'password'],
    ['addresses', 'a@'],
    ['digits', '4 1'],
    ['cards', '4111 1111 1111 1111 '],
    ['assignments that are none', 'token:'],
    ['tokens without digits', '-ghp_'],
    ['digit groups', '1111-'],
    ['key heads', '-----BEGIN '],
    ['private keys', '-----BEGIN PRIVATE KEY'],
    ['bearers', 'Bearer '],
    ['quotes', 'password="'],
    ['links', 'a://b:'],
    ['tokens', 'ghp_'],
    ['addresses of machines', '1.1.1.'],
    ['long addresses', '2001:db8:'],
    ['double colons', '::'],
    ['names and signs', 'token='],
    ['names before signs', 'tokentoken:'],
    ['options', '--token '],
    ['elements', '<token>'],
    ['random words', 'key aB3dE6gH9jK2mN5pQ8sT '],
    ['words that are none', 'key aaaaaaaaaaaaaaaaaaaaaaa='],
    ['halves of tokens', 'M.A.'],
    ['escapes', '%3D'],
    ['hexadecimal words', '0123456789abcdef0123456789abcdef-'],
    ['credentials', 'a://b@'],
    ['cookies', 'cookie: a;'],
  ] as const)('takes time in proportion to the text: %s', ([, piece]) => {
    const milliseconds = (length: number): number => {
      const text = piece.repeat(Math.ceil(length / piece.length));
      return processorMs(() => clean(text));
    };
    expect(milliseconds(50_000)).toBeLessThan(500);
    expect(milliseconds(1_000_000)).toBeLessThan(2_000);
  });
});
