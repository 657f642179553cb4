/** Giving agents tokens and taking them away. */
import { randomBytes } from 'node:crypto';
import type { AgentTokens } from '#adapters/dynamodb/agent-tokens.ts';
import type { AgentLimits } from '#kernel/agent-limits.ts';
import { type AgentToken, agentTokenBytes, makeAgentToken } from '#kernel/agent-token.ts';
import { UsageError } from '../replay/usage-error.ts';

/** A token, which is shown once, and what is kept of it. */
export interface GivenToken {
  readonly token: string;
  readonly record: AgentToken;
}

const give = async (
  tokens: AgentTokens,
  what: Pick<AgentToken, 'agent' | 'scopes' | 'createdAt' | 'limits'> & { readonly expiresAt: number | undefined },
): Promise<GivenToken> => {
  const { token, id, hash } = makeAgentToken(randomBytes(agentTokenBytes.id), randomBytes(agentTokenBytes.secret));
  const { expiresAt, ...rest } = what;
  const record = { id, hash, ...rest, ...(expiresAt === undefined ? {} : { expiresAt }), version: 1 };
  await tokens.put(record);
  return { token, record };
};

/** Whether a token is taken at a time (ms since the epoch). */
export const isGood = ({ expiresAt, revokedAt }: AgentToken, now: number): boolean =>
  (expiresAt === undefined || expiresAt > now) && (revokedAt === undefined || revokedAt > now);

/** The good tokens of an agent, or the one of an id; UsageError when there is none. */
const named = async (tokens: AgentTokens, nameOrId: string, now: number): Promise<readonly AgentToken[]> => {
  const found = (await tokens.list()).filter((each) => (each.agent === nameOrId || each.id === nameOrId) && isGood(each, now));
  if (found.length === 0) throw new UsageError(`${nameOrId}: no agent has a good token of this name, and no such token is good.`);
  return found;
};

/** Gives an agent a token; one that it has already stays good. */
export const addToken = (
  tokens: AgentTokens,
  agent: string,
  {
    scopes,
    now,
    lifeMs,
    limits,
  }: { readonly scopes: readonly string[]; readonly now: number; readonly lifeMs: number | undefined; readonly limits?: AgentLimits },
): Promise<GivenToken> =>
  give(tokens, {
    ...{ agent, scopes, createdAt: now, expiresAt: lifeMs === undefined ? undefined : now + lifeMs },
    ...(limits === undefined ? {} : { limits }),
  });

/** Takes away all tokens of an agent, or one by its id, at once; which. */
export const revokeTokens = async (tokens: AgentTokens, nameOrId: string, now: number): Promise<readonly AgentToken[]> => {
  const revoked = (await named(tokens, nameOrId, now)).map((each) => ({ ...each, revokedAt: now, version: each.version + 1 }));
  for (const each of revoked) await tokens.put(each);
  return revoked;
};

/**
 * Gives an agent a new token with the scopes and limits of its newest and as long a life; the old ones expire after the overlap, or earlier if they
 * would have anyway. The new one is there before an old one is touched.
 */
export const rotateTokens = async (
  tokens: AgentTokens,
  agent: string,
  { now, overlapMs }: { readonly now: number; readonly overlapMs: number },
): Promise<GivenToken & { readonly old: readonly AgentToken[] }> => {
  const good = await named(tokens, agent, now);
  const newest = good.reduce((best, each) => (each.createdAt > best.createdAt ? each : best));
  const life = newest.expiresAt === undefined ? undefined : newest.expiresAt - newest.createdAt;
  const given = await give(tokens, {
    agent: newest.agent,
    scopes: newest.scopes,
    createdAt: now,
    expiresAt: life === undefined ? undefined : now + life,
    ...(newest.limits === undefined ? {} : { limits: newest.limits }),
  });
  const old = good.map((each) => ({
    ...each,
    expiresAt: Math.min(each.expiresAt ?? Number.POSITIVE_INFINITY, now + overlapMs),
    version: each.version + 1,
  }));
  for (const each of old) await tokens.put(each);
  return { ...given, old };
};
