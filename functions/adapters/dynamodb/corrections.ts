/** People's corrections of verdicts in the table `response`: `correction#<cluster id>`. */
import type { Correction, CorrectionStore, ResponseStore } from '#kernel/ports.ts';
import { batchGet } from './batch-get.ts';
import { dynamodb } from './client.ts';
import { deleteItem, keyPart, putItem, type Table } from './items.ts';

const keyOf = (clusterId: string) => ({ pk: `correction#${keyPart(clusterId)}`, sk: 'correction' });

export const corrections = (table: Table): Pick<ResponseStore, 'corrections' | 'putCorrection' | 'dropCorrection'> => ({
  corrections: async (clusterIds) => {
    const items = await batchGet(table, [...new Set(clusterIds)].map(keyOf));
    return new Map(items.map(({ body }) => [(body as Correction).clusterId, body as Correction]));
  },
  putCorrection: async (correction) => {
    await putItem(table, { ...keyOf(correction.clusterId), body: correction });
  },
  dropCorrection: async (clusterId) => {
    await deleteItem(table, keyOf(clusterId));
  },
});

/** What classify reads of them. */
export const dynamodbCorrections = (name: string, client = dynamodb): CorrectionStore => corrections({ client, name });
