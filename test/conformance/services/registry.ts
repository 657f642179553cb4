/** Every suite. */
import type { Suite } from './contract.ts';
import { dynamodb } from './dynamodb.ts';

export const suites: readonly Suite[] = [dynamodb];
