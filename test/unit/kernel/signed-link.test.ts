import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '#kernel/errors.ts';
import { type LinkClaims, linkPurposes, signLink, verifyLink } from '#kernel/signed-link.ts';

const claims: LinkClaims = { purpose: 'acknowledge', subject: 'inc-1', person: 'alex', expiresAt: 2_000 };

const refusal = (token: string, secret = 'secret', now = 1_000): string => {
  try {
    verifyLink(token, secret, now);
  } catch (error) {
    if (error instanceof InputError) return error.reason;
    throw error;
  }
  return 'accepted';
};

describe('a signed link', () => {
  it('gives back its claims to who has the secret', () => {
    const anyClaims = fc.record({
      purpose: fc.constantFrom(...linkPurposes),
      subject: fc.string({ minLength: 1, maxLength: 200 }),
      person: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 50 }),
      expiresAt: fc.integer({ min: 1_001, max: 2 ** 45 }),
    });
    fc.assert(
      fc.property(anyClaims, (some) => {
        const token = signLink(some, 'secret');
        expect(token).toMatch(/^[A-Za-z0-9_.-]+$/);
        expect(verifyLink(token, 'secret', 1_000)).toEqual(some);
      }),
    );
  });

  it('is refused with another secret', () => {
    expect(refusal(signLink(claims, 'other'))).toBe('link_invalid');
  });

  it('is refused from the millisecond it expires', () => {
    expect(refusal(signLink(claims, 'secret'), 'secret', 1_999)).toBe('accepted');
    expect(refusal(signLink(claims, 'secret'), 'secret', 2_000)).toBe('link_expired');
  });

  it('does not carry its signature to other claims', () => {
    const [, signature] = signLink(claims, 'secret').split('.');
    const forged = Buffer.from(JSON.stringify({ ...claims, purpose: 'resolve' })).toString('base64url');
    expect(refusal(`${forged}.${signature}`)).toBe('link_invalid');
  });

  it('is refused when any character of its claims changes', () => {
    const token = signLink(claims, 'secret');
    const payloadLength = token.indexOf('.');
    for (let i = 0; i < payloadLength; i += 1) {
      const changed = `${token.slice(0, i)}${token[i] === 'A' ? 'B' : 'A'}${token.slice(i + 1)}`;
      expect(refusal(changed)).toBe('link_invalid');
    }
  });

  it.for(['', '.', '..', 'a.b', 'a.b.c', 'no dots', '\u0000.\u0000'])('that is nonsense is refused: %j', (token) => {
    expect(refusal(token)).toBe('link_invalid');
  });

  it('never fails in another way, whatever it is given', () => {
    fc.assert(fc.property(fc.string(), (token) => refusal(token) === 'link_invalid'));
  });
});
