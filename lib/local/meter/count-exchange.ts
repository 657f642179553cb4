/** Counts a finished call by the rule of its service; a service without a rule costs nothing by the call. */
import type { CountingPlace, CountingRule, Exchange } from './exchange.ts';
import { countBedrock } from './rules/bedrock.ts';
import { countDynamoDb } from './rules/dynamodb.ts';
import { countKinesis } from './rules/kinesis.ts';
import { countS3 } from './rules/s3.ts';
import { countSecretsManager } from './rules/secrets-manager.ts';
import { countSes } from './rules/ses.ts';
import { countSns } from './rules/sns.ts';
import { countSqs } from './rules/sqs.ts';
import { countTimestream } from './rules/timestream.ts';

const rules: Readonly<Record<string, CountingRule>> = {
  bedrock: countBedrock,
  dynamodb: countDynamoDb,
  kinesis: countKinesis,
  s3: countS3,
  secretsmanager: countSecretsManager,
  ses: countSes,
  sns: countSns,
  sqs: countSqs,
  timestream: countTimestream,
};

export const countExchange = (exchange: Exchange, place: CountingPlace): void | Promise<void> => {
  const { service, caller, request } = exchange;
  place.meter.lambda.called(caller, `${service}.${request.operation || request.method}`);
  return rules[service]?.(exchange, place);
};
