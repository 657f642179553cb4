/** Bearer tokens as API Gateway's JWT authoriser checks them [D: "Control access to HTTP APIs with JWT authorizers"]. */
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';
import { type HttpRequest, type HttpResponse, jsonResponse } from './http-message.ts';
import type { BearerRule } from './match-route.ts';

/** What the function is told of the bearer (payload format 2.0). */
export interface Bearer {
  readonly claims: Readonly<Record<string, string>>;
  /** Of the token; null when the route asks for none. */
  readonly scopes: readonly string[] | null;
}

type KeySet = ReturnType<typeof createRemoteJWKSet>;

/** Only RSA signatures are supported [D]. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];
/** How long API Gateway waits for the issuer [U]. */
const patienceMs = 1_500;

const keySets = new Map<string, Promise<KeySet>>();

const discover = async (issuer: string): Promise<KeySet> => {
  const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
    signal: AbortSignal.timeout(patienceMs),
  });
  const { jwks_uri: address } = (await response.json()) as { readonly jwks_uri?: unknown };
  if (!response.ok || typeof address !== 'string') throw new Error(`${issuer} names no keys`);
  return createRemoteJWKSet(new URL(address), { timeoutDuration: patienceMs, cooldownDuration: 0 });
};

/** The issuer's keys; looked for again only when it could not be reached. */
const keysOf = (issuer: string): Promise<KeySet> => {
  const known = keySets.get(issuer);
  if (known !== undefined) return known;
  const keys = discover(issuer);
  keySets.set(issuer, keys);
  keys.catch(() => keySets.delete(issuer));
  return keys;
};

/** Lists are written as `[a b]`, all else as JSON would [S: aws/aws-lambda-go#338]. */
const claimText = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(claimText).join(' ')}]`;
  return typeof value === 'string' ? value : JSON.stringify(value);
};

const isFor = ({ aud, client_id: clientId }: JWTPayload, audience: readonly string[]): boolean => {
  // The client's id counts only where no audience is named [D].
  const named = aud === undefined ? [clientId] : [aud].flat();
  return named.some((name) => typeof name === 'string' && audience.includes(name));
};

const scopesOf = ({ scope, scp }: JWTPayload): readonly string[] => {
  const said = scope ?? scp;
  if (Array.isArray(said)) return said.map(String);
  return typeof said === 'string' ? said.split(' ').filter((each) => each !== '') : [];
};

/** The header may hold the token alone, or after `Bearer` [D]. */
const tokenIn = ({ headers }: HttpRequest): string | undefined => headers['authorization']?.replace(/^Bearer\s+/i, '').trim();

const unauthorized = (): HttpResponse => {
  const response = jsonResponse(401, { message: 'Unauthorized' });
  return { ...response, headers: { ...response.headers, 'www-authenticate': 'Bearer' } };
};

const verified = async (token: string, rule: BearerRule, now: number): Promise<JWTPayload | undefined> => {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, await keysOf(rule.issuer), {
      issuer: rule.issuer,
      algorithms,
      currentDate: new Date(now),
      requiredClaims: ['exp', 'iss'],
    });
    // A key without a name in the token is no key to API Gateway [D].
    if (protectedHeader.kid === undefined || !isFor(payload, rule.audience)) return undefined;
    return payload.iat !== undefined && payload.iat * 1000 > now ? undefined : payload;
  } catch {
    // Nor does an issuer that cannot be reached let anybody in.
    return undefined;
  }
};

/** Who the bearer is, or the gateway's own refusal. `now`: milliseconds since the epoch. */
export const readBearer = async (
  request: HttpRequest,
  rule: BearerRule,
  now: number,
): Promise<Bearer | { readonly refusal: HttpResponse }> => {
  const token = tokenIn(request);
  const payload = token === undefined || token === '' ? undefined : await verified(token, rule, now);
  if (payload === undefined) return { refusal: unauthorized() };
  const scopes = scopesOf(payload);
  if (rule.scopes.length > 0 && !rule.scopes.some((scope) => scopes.includes(scope)))
    return { refusal: jsonResponse(403, { message: 'Forbidden' }) };
  const claims = Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, claimText(value)]));
  return { claims, scopes: rule.scopes.length > 0 ? scopes : null };
};
