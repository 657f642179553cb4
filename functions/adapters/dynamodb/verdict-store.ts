/** Verdicts in table `knowledge`: `verdict#<question id>` / `<policy version>`, forgotten 30 days after they were written. */
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Clock, VerdictStore } from '#kernel/ports.ts';
import { verdictSchema } from '#kernel/verdict.ts';
import { dynamodb } from './client.ts';

const keptSeconds = 30 * 24 * 3600;

const keyOf = (questionId: string, policyVersion: string) => ({ pk: { S: `verdict#${questionId}` }, sk: { S: policyVersion } });

/** A verdict that has expired, or that this version cannot read, counts as absent: DynamoDB itself deletes late. */
export const dynamodbVerdictStore = (table: string, clock: Clock): VerdictStore => ({
  get: async (questionId, policyVersion) => {
    const { Item: item } = await dynamodb.send(new GetItemCommand({ TableName: table, Key: keyOf(questionId, policyVersion) }));
    if (item?.['verdict']?.S === undefined || Number(item['expiresAt']?.N ?? 0) * 1000 <= clock.now()) return undefined;
    const verdict = verdictSchema.safeParse(JSON.parse(item['verdict'].S));
    return verdict.success ? verdict.data : undefined;
  },
  put: async (questionId, policyVersion, verdict) => {
    const expiresAt = Math.floor(clock.now() / 1000) + keptSeconds;
    await dynamodb.send(
      new PutItemCommand({
        TableName: table,
        Item: { ...keyOf(questionId, policyVersion), verdict: { S: JSON.stringify(verdict) }, expiresAt: { N: String(expiresAt) } },
      }),
    );
  },
});
