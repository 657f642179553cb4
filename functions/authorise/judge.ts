/** Whether a token lets its bearer through a route, and why not. */
import { type AgentToken, agentTokenId, coversPath, isTokenOf } from '#kernel/agent-token.ts';

/** `malformed`: no token of ours, or one with a typing error; `wrong-secret`: the id of a token with another secret. */
type Refusal = 'missing' | 'malformed' | 'unknown' | 'wrong-secret' | 'revoked' | 'expired' | 'out-of-scope';

export type Judgement =
  | { readonly lets: true; readonly token: AgentToken }
  | { readonly lets: false; readonly reason: Refusal; readonly id?: string };

interface Question {
  /** What the request carries. */
  readonly credential: string | undefined;
  /** `POST /v1/logs`. */
  readonly routeKey: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** `find` is asked for well-formed tokens alone. The secret is looked at before all else: only its bearer learns more by trying. */
export const judge = async (
  { credential, routeKey, now }: Question,
  find: (id: string) => Promise<AgentToken | undefined>,
): Promise<Judgement> => {
  if (credential === undefined) return { lets: false, reason: 'missing' };
  const id = agentTokenId(credential);
  if (id === undefined) return { lets: false, reason: 'malformed' };
  const refused = (reason: Refusal): Judgement => ({ lets: false, reason, id });
  const token = await find(id);
  if (token === undefined) return refused('unknown');
  if (!isTokenOf(credential, token)) return refused('wrong-secret');
  if (token.revokedAt !== undefined && token.revokedAt <= now) return refused('revoked');
  if (token.expiresAt !== undefined && token.expiresAt <= now) return refused('expired');
  return coversPath(token.scopes, routeKey.slice(routeKey.indexOf(' ') + 1)) ? { lets: true, token } : refused('out-of-scope');
};
