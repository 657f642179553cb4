/** Every suite. */
import type { Suite } from './contract.ts';
import { dynamodb } from './dynamodb.ts';
import { kinesis } from './kinesis.ts';
import { s3 } from './s3.ts';
import { secretsManager } from './secrets-manager.ts';
import { sqs } from './sqs.ts';
import { stepFunctions } from './step-functions.ts';
import { timestream } from './timestream.ts';

export const suites: readonly Suite[] = [kinesis, dynamodb, sqs, s3, timestream, secretsManager, stepFunctions];
