/** People's corrections of verdicts in the table `response`: `correction#<cluster id>`. */
import type { Correction, CorrectionStore } from '#kernel/ports.ts';
import { batchGet } from './batch-get.ts';
import { dynamodb } from './client.ts';
import type { Table } from './items.ts';

const keyOf = (clusterId: string) => ({ pk: `correction#${clusterId}`, sk: 'correction' });

export const dynamodbCorrections = (name: string, client = dynamodb): CorrectionStore => correctionsIn({ client, name });

const correctionsIn = (table: Table): CorrectionStore => ({
  corrections: async (clusterIds) => {
    const items = await batchGet(table, [...new Set(clusterIds)].map(keyOf));
    return new Map(items.map(({ body }) => [(body as Correction).clusterId, body as Correction]));
  },
});
