/** Verdicts in table `knowledge`: `verdict#<question id>` / `<version>`, forgotten after a year; a provisional one after an hour. */
import type { Clock, KeptVerdict, VerdictStore } from '#kernel/ports.ts';
import { verdictSchema } from '#kernel/verdict.ts';
import { batchGet } from './batch-get.ts';
import { dynamodb } from './client.ts';
import { putItem } from './items.ts';

const keptSeconds = 400 * 24 * 3600;
const provisionalSeconds = 3600;

const prefix = 'verdict#';

/** A verdict that has expired, or that this version cannot read, counts as absent: DynamoDB itself deletes late. */
export const dynamodbVerdictStore = (name: string, clock: Clock, client = dynamodb): VerdictStore => {
  const table = { client, name };
  return {
    get: async (questionIds, version) => {
      const items = await batchGet(
        table,
        questionIds.map((id) => ({ pk: `${prefix}${id}`, sk: version })),
      );
      const found = new Map<string, KeptVerdict>();
      for (const { pk, verdict, provisional, expiresAt } of items) {
        const read = verdictSchema.safeParse(verdict);
        if (read.success && Number(expiresAt ?? 0) * 1000 > clock.now())
          found.set(String(pk).slice(prefix.length), { verdict: read.data, provisional: provisional === true });
      }
      return found;
    },
    put: async (questionId, version, { verdict, provisional }) => {
      const expiresAt = Math.floor(clock.now() / 1000) + (provisional ? provisionalSeconds : keptSeconds);
      await putItem(table, { pk: `${prefix}${questionId}`, sk: version, verdict, expiresAt, ...(provisional && { provisional }) });
    },
  };
};
