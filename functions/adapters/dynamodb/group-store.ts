/** Grouping's state in the table `response`: heads and segments, what was told, what was held back, and what inhibits. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { GroupStore, InhibitionSources } from '#kernel/routing/group-store.ts';
import { dynamodb } from './client.ts';
import { groupHeads } from './group-heads.ts';
import { groupRecords } from './group-records.ts';
import { inhibitionSources } from './inhibition-sources.ts';
import type { Table } from './items.ts';
import { named } from './named.ts';

/** The store in a table by name. UpstreamError when the table does not answer. */
export const dynamodbGroupStore = (name: string, client: DynamoDBClient = dynamodb): GroupStore & InhibitionSources => {
  const table: Table = { client, name };
  return named({ ...groupHeads(table), ...groupRecords(table), ...inhibitionSources(table) });
};
