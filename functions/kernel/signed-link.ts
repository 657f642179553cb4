/** Links that let one person do one thing until a time: HMAC-SHA256 over purpose, subject, person and expiry. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { InputError } from './errors.ts';

/** What a link can do; one link, one purpose. */
export const linkPurposes = ['acknowledge', 'resolve', 'approve', 'reject'] as const;

const claimsSchema = z.object({
  purpose: z.enum(linkPurposes),
  /** Incident id, or approval id for `approve` and `reject`. */
  subject: z.string().min(1).max(200),
  /** Who the link was sent to; recorded as who answered. */
  person: z.string().min(1).max(200),
  /** Milliseconds since the epoch. */
  expiresAt: z.number().int(),
});

/** What a genuine link says. */
export type LinkClaims = z.infer<typeof claimsSchema>;

const sign = (payload: string, secret: string): string =>
  createHmac('sha256', secret).update(`streamwarden-link-v1.${payload}`).digest('base64url');

/** `<claims>.<signature>`, URL-safe. */
export const signLink = (claims: LinkClaims, secret: string): string => {
  const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
  return `${payload}.${sign(payload, secret)}`;
};

/** The claims of a genuine, unexpired token; InputError (`link_invalid`, `link_expired`) otherwise. */
export const verifyLink = (token: string, secret: string, now: number): LinkClaims => {
  const [payload = '', signature = '', ...rest] = token.split('.');
  const given = Buffer.from(signature, 'base64url');
  const wanted = Buffer.from(sign(payload, secret), 'base64url');
  if (rest.length > 0 || given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    throw new InputError('This link is not genuine.', { reason: 'link_invalid' });
  }
  const claims = claimsSchema.parse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
  if (claims.expiresAt <= now)
    throw new InputError('This link has expired; open the incident for a fresh one.', { reason: 'link_expired' });
  return claims;
};

const anyone = 'anyone';

/** What a link that several people get names them by together, and one that nobody in particular gets. */
export const personFor = (names: readonly string[]): string => names.join('+').slice(0, 200) || anyone;

/** Whom such a name may stand for; nobody in particular is none. People's names hold no `+`. */
export const peopleBehind = (person: string): readonly string[] => (person === anyone ? [] : person.split('+'));
