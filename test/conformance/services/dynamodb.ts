/** DynamoDB: what the pipeline's tables rely on. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { defineSuite } from './contract.ts';
import { batchCases } from './dynamodb/batches.ts';
import { tableOf } from './dynamodb/calls.ts';
import { itemCases } from './dynamodb/items.ts';
import { queryCases } from './dynamodb/queries.ts';
import { refusalCases } from './dynamodb/refusals.ts';
import { tableCases } from './dynamodb/tables.ts';
import { updateCases } from './dynamodb/updates.ts';

export const dynamodb = defineSuite({
  service: 'DynamoDB',
  open: (options) => new DynamoDBClient(options),
  resources: tableOf,
  cases: [...itemCases, ...updateCases, ...queryCases, ...batchCases, ...refusalCases, ...tableCases],
});
