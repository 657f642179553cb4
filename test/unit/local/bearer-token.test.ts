/** Bearer tokens at the local gateway: whom it lets in, and what it tells the function, as API Gateway's documentation has it. */
import { SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBearer } from '#lib/local/front/bearer-token.ts';
import type { BearerRule } from '#lib/local/front/match-route.ts';
import { type TokenIssuer, tokenIssuer } from '#test/support/token-issuer.ts';

const now = Date.parse('2026-11-20T10:00:00Z');
const seconds = now / 1000;
let issuer: TokenIssuer;
beforeAll(async () => {
  issuer = await tokenIssuer();
});
afterAll(() => issuer.close());

const rule = (changes: Partial<BearerRule> = {}): BearerRule => ({
  issuer: issuer.url,
  audience: ['streamwarden', 'other'],
  scopes: [],
  ...changes,
});
const read = (authorization: string | undefined, changes: Partial<BearerRule> = {}) =>
  readBearer(
    {
      method: 'GET',
      target: '/',
      httpVersion: '1.1',
      body: Buffer.alloc(0),
      headers: authorization === undefined ? {} : { authorization },
    },
    rule(changes),
    now,
  );
const outcome = async (authorization: string | undefined, changes: Partial<BearerRule> = {}): Promise<number> => {
  const bearer = await read(authorization, changes);
  return 'refusal' in bearer ? bearer.refusal.status : 200;
};

it('lets a bearer in, and hands over the claims as text', async () => {
  const token = await issuer.sign({ sub: 'alex', email_verified: true, groups: ['shop:admin', 'viewer'], level: 3 }, now);
  expect(await read(`Bearer ${token}`)).toEqual({
    claims: {
      ...{ iss: issuer.url, aud: 'streamwarden', sub: 'alex', email_verified: 'true', groups: '[shop:admin viewer]', level: '3' },
      ...{ iat: String(seconds - 60), exp: String(seconds + 3_600) },
    },
    scopes: null,
  });
  expect(await outcome(token)).toBe(200);
});

describe('a token', () => {
  it.for<{ what: string; claims: Record<string, unknown>; status: number }>([
    { what: 'of another audience', claims: { aud: 'elsewhere' }, status: 401 },
    { what: 'of several audiences, one of them ours', claims: { aud: ['elsewhere', 'other'] }, status: 200 },
    { what: 'without an audience but of our client', claims: { aud: undefined, client_id: 'streamwarden' }, status: 200 },
    { what: 'of our client but for another audience', claims: { aud: 'elsewhere', client_id: 'streamwarden' }, status: 401 },
    { what: 'without audience and client', claims: { aud: undefined }, status: 401 },
    { what: 'of another issuer', claims: { iss: 'https://login.example.com' }, status: 401 },
    { what: 'that has expired', claims: { exp: seconds }, status: 401 },
    { what: 'that expires in a second', claims: { exp: seconds + 1 }, status: 200 },
    { what: 'that never expires', claims: { exp: undefined }, status: 401 },
    { what: 'of tomorrow', claims: { nbf: seconds + 1 }, status: 401 },
    { what: 'from now on', claims: { nbf: seconds }, status: 200 },
    { what: 'issued in the future', claims: { iat: seconds + 60 }, status: 401 },
  ])('$what gets $status', async ({ claims, status }) => {
    expect(await outcome(await issuer.sign({ sub: 'alex', ...claims }, now))).toBe(status);
  });

  it('without a genuine signature gets 401', async () => {
    const genuine = await issuer.sign({ sub: 'alex' }, now);
    const [header = '', payload = '', signature = ''] = genuine.split('.');
    const forged = Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(payload, 'base64url').toString()), sub: 'robin' })).toString(
      'base64url',
    );
    const claims = { iss: issuer.url, aud: 'streamwarden', exp: seconds + 60 };
    const refused = [
      `${header}.${forged}.${signature}`,
      await issuer.sign({ sub: 'alex' }, now, { key: 'stranger' }),
      await issuer.sign({ sub: 'alex' }, now, { named: false }),
      new UnsecuredJWT(claims).encode(),
      await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'key-1' }).sign(Buffer.from('x'.repeat(32))),
      'not a token',
      'Basic YTpi',
      '',
      undefined,
    ];
    for (const authorization of refused) expect(await outcome(authorization), authorization).toBe(401);
  });

  it('of a scope the route asks for is let in, any other is forbidden', async () => {
    const scopes = ['respond', 'administer'];
    const withScope = async (claims: Record<string, unknown>) => read(await issuer.sign(claims, now), { scopes });
    expect(await withScope({ scope: 'read respond' })).toMatchObject({ scopes: ['read', 'respond'] });
    expect(await withScope({ scp: ['administer'] })).toMatchObject({ scopes: ['administer'] });
    expect(await outcome(await issuer.sign({ scope: 'read responder' }, now), { scopes })).toBe(403);
    expect(await outcome(await issuer.sign({}, now), { scopes })).toBe(403);
  });

  it('signed with a new key of the issuer is let in, the old one stays good', async () => {
    const old = await issuer.sign({ sub: 'alex' }, now);
    await issuer.rotate();
    expect(await outcome(await issuer.sign({ sub: 'alex' }, now))).toBe(200);
    expect(await outcome(old)).toBe(200);
  });

  it('of an issuer that cannot be reached gets 401, until it can', async () => {
    const gone = await tokenIssuer();
    const token = await gone.sign({ sub: 'alex' }, now);
    await gone.close();
    expect(await outcome(token, { issuer: gone.url })).toBe(401);
  });
});
