/** Whether a call signs in as a stand-in wants it. */
import type { StandInRequest } from './exchange.ts';

/** `user:password` by Basic, anything else as a bearer token; any credential when none is wanted. */
export const signsIn = (request: StandInRequest, credential: string | undefined): boolean => {
  const [scheme, value = ''] = (request.headers['authorization'] ?? '').split(' ');
  if (credential === undefined) return (scheme === 'Basic' || scheme === 'Bearer') && value !== '';
  if (credential.includes(':')) return scheme === 'Basic' && Buffer.from(value, 'base64').toString('utf8') === credential;
  return scheme === 'Bearer' && value === credential;
};
