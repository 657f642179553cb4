/** The tables of all emulated services; a service without one is open to nobody but the account's administrator. */
import { bedrockActions } from './bedrock.ts';
import { dynamodbActions } from './dynamodb.ts';
import { kinesisActions } from './kinesis.ts';
import { lambdaActions } from './lambda.ts';
import { s3Actions } from './s3.ts';
import { secretsManagerActions } from './secrets-manager.ts';
import type { ServiceActions } from './service-actions.ts';
import { sesActions } from './ses.ts';
import { snsActions } from './sns.ts';
import { sqsActions } from './sqs.ts';
import { ssmActions } from './ssm.ts';
import { statesActions } from './states.ts';
import { timestreamActions } from './timestream.ts';

const tables: readonly ServiceActions[] = [
  bedrockActions,
  dynamodbActions,
  kinesisActions,
  lambdaActions,
  s3Actions,
  secretsManagerActions,
  sesActions,
  snsActions,
  sqsActions,
  ssmActions,
  statesActions,
  timestreamActions,
];

export const actionsOf = (signingName: string): ServiceActions | undefined => tables.find((table) => table.signingName === signingName);
