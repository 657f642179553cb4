/** The durable side on DynamoDB: table `response`, keys `pk` and `sk`, index `by-status`. Every write that could lose a race is conditional. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { CorrelationStore, ResponseStore } from '#kernel/ports.ts';
import { alerts } from './alerts.ts';
import { auditRecord } from './audit-record.ts';
import { dynamodb } from './client.ts';
import { corrections } from './corrections.ts';
import { correlation } from './correlation.ts';
import { deliveries } from './deliveries.ts';
import { groups } from './groups.ts';
import { incidents } from './incidents.ts';
import type { Table } from './items.ts';
import { locks } from './locks.ts';
import { named } from './named.ts';
import { outcomes } from './outcomes.ts';
import { paces } from './paces.ts';
import { pendingAnswers } from './pending-answers.ts';
import { silences } from './silences.ts';
import { stops } from './stops.ts';
import { timelines } from './timelines.ts';

/** The store in a table by name. Throws ConflictError and NotFoundError as the port says, UpstreamError for the rest. */
export const dynamodbResponseStore = (name: string, client: DynamoDBClient = dynamodb): ResponseStore & CorrelationStore => {
  const table: Table = { client, name };
  return named({
    ...alerts(table),
    ...incidents(table),
    ...groups(table),
    ...timelines(table),
    ...pendingAnswers(table),
    ...locks(table),
    ...deliveries(table),
    ...paces(table),
    ...silences(table),
    ...correlation(table),
    ...corrections(table),
    ...auditRecord(table),
    ...stops(table),
    ...outcomes(table),
  });
};
