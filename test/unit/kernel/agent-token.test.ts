import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agentTokenId, coversPath, isTokenOf, makeAgentToken } from '#kernel/agent-token.ts';
import { processorMs } from '#test/support/processor-time.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const made = fc.tuple(bytes(8), bytes(32)).map(([id, secret]) => makeAgentToken(id, secret));

describe('a token', () => {
  it('is text of one length that fits into a header, a password and a Sentry DSN, and gives its id back', () => {
    fc.assert(
      fc.property(made, ({ token, id }) => {
        expect(token).toMatch(/^swa_\w{61}$/);
        expect(agentTokenId(token)).toBe(id);
      }),
    );
  });

  it('holds all the chance there is: no two secrets and no two ids give the same', () => {
    const zeros = new Uint8Array(32);
    const all = [0, 1, 31].map((place) => makeAgentToken(new Uint8Array(8), zeros.with(place, 255)).token);
    const largest = makeAgentToken(new Uint8Array(8).fill(255), new Uint8Array(32).fill(255));
    expect(new Set([...all, makeAgentToken(new Uint8Array(8), zeros).token, largest.token]).size).toBe(5);
    expect(largest.token).toMatch(/^swa_LygHa16AHYF_/);
  });

  it('with any one character changed is no token', () => {
    fc.assert(
      fc.property(made, fc.nat(64), fc.constantFrom(...'0aZ_-= .'), ({ token }, at, other) => {
        fc.pre(token[at] !== other);
        expect(agentTokenId(token.slice(0, at) + other + token.slice(at + 1))).toBeUndefined();
      }),
    );
  });

  it.for([
    '',
    'swa_',
    '__proto__',
    'swa___proto___',
    `swa_${'a'.repeat(61)}`,
    `swa_${'a'.repeat(11)}_${'a'.repeat(49)}`,
    'swa_\0'.padEnd(65, 'a'),
  ])('is not %j', (text) => {
    expect(agentTokenId(text)).toBeUndefined();
  });

  it('is not what any text is', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 100 }), (text) => {
        expect(agentTokenId(text)).toBeUndefined();
      }),
    );
  });

  it('of ten megabytes is refused without being read', () => {
    const long = `swa_${'a'.repeat(10_000_000)}`;
    let id: string | undefined = 'not asked';
    const took = processorMs(() => {
      id = agentTokenId(long);
    });
    expect(id).toBeUndefined();
    expect(took).toBeLessThan(5);
  });

  it('is kept as a hash that only it fits', () => {
    fc.assert(
      fc.property(made, made, (one, other) => {
        expect(isTokenOf(one.token, one)).toBe(true);
        expect(isTokenOf(other.token, one)).toBe(one.token === other.token);
        expect(one.hash).toMatch(/^[0-9a-f]{64}$/);
      }),
    );
  });

  it.for(['', 'zz', '00', 'a'.repeat(64)])('fits no hash that was spoilt in its store: %j', (hash) => {
    expect(isTokenOf(makeAgentToken(new Uint8Array(8), new Uint8Array(32)).token, { hash })).toBe(false);
  });

  it('carries the checksum that a secret scanner computes: CRC-32 of what is before it', () => {
    const { token } = makeAgentToken(new Uint8Array(8), new Uint8Array(32));
    const value = [...token.slice(-6)].reduce((sum, digit) => {
      const place = /\d/.test(digit) ? digit.charCodeAt(0) - 48 : /[A-Z]/.test(digit) ? digit.charCodeAt(0) - 55 : digit.charCodeAt(0) - 61;
      return sum * 62 + place;
    }, 0);
    expect(value).toBe(crc32(token.slice(0, -6)));
  });
});

describe('scopes', () => {
  it.for<[readonly string[], string, boolean]>([
    [['*'], '/v1/logs', true],
    [['/v1'], '/v1/logs', true],
    [['/v1/logs'], '/v1/logs', true],
    [['/v1/'], '/v1/logs', true],
    [['/v1'], '/v10/logs', false],
    [['/v1/logs'], '/v1/logsmore', false],
    [['/v1/logs'], '/v1', false],
    [['/api/{project}/envelope'], '/api/{project}/envelope/', true],
    [['/alertmanager', '/grafana'], '/grafana', true],
    [[], '/v1/logs', false],
    [['v1'], '/v1/logs', false],
  ])('%j cover %s: %s', ([scopes, path, covers]) => {
    expect(coversPath(scopes, path)).toBe(covers);
  });
});
