/** Agents' tokens in the table `response`: `agent-token#<id>`, listed by the index of states. They leave 90 days after they expire. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { AgentToken } from '#kernel/agent-token.ts';
import { UpstreamError } from '#kernel/errors.ts';
import { getItem, queryBodies, sortable } from './items.ts';
import { putVersioned } from './versioned.ts';

export interface AgentTokens {
  /** UpstreamError when the table does not answer. */
  find(id: string): Promise<AgentToken | undefined>;
  /** By agent, then by age; soon after they were written. */
  list(): Promise<readonly AgentToken[]>;
  /** Writes `token.version`; ConflictError unless the stored version is one less (absent for 1). */
  put(token: AgentToken): Promise<void>;
}

const keyOf = (id: string) => ({ pk: `agent-token#${id}`, sk: 'token' });
const memorySeconds = 90 * 24 * 60 * 60;

export const agentTokens = (tableName: string, client: DynamoDBClient): AgentTokens => {
  const table = { client, name: tableName };
  return {
    find: async (id) => {
      try {
        return (await getItem(table, keyOf(id)))?.['body'] as AgentToken | undefined;
      } catch (cause) {
        throw new UpstreamError('The token could not be looked up.', { cause, reason: 'table' });
      }
    },
    list: () =>
      queryBodies<AgentToken>(table, { IndexName: 'by-status', KeyConditionExpression: 'gsi1pk = :tokens' }, { ':tokens': 'agent-token' }),
    put: (token) => {
      const leaves = token.expiresAt === undefined ? {} : { expiresAt: Math.ceil(token.expiresAt / 1000) + memorySeconds };
      return putVersioned(table, keyOf(token.id), token, {
        gsi1pk: 'agent-token',
        gsi1sk: `${token.agent}#${sortable(token.createdAt)}`,
        ...leaves,
      });
    },
  };
};
