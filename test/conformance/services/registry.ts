/** Every suite. */
import type { Suite } from './contract.ts';
import { dynamodb } from './dynamodb.ts';
import { s3 } from './s3.ts';
import { sqs } from './sqs.ts';

export const suites: readonly Suite[] = [dynamodb, s3, sqs];
