/** Which executions may be redriven. Rules and reasons: API reference, RedriveExecution and DescribeExecution (`redriveStatusReason`) [D]. */
import type { ExecutionStatus } from './execution.ts';
import { REDRIVABLE_HISTORY } from './history.ts';
import { LONGEST_EXECUTION_MS } from './limits.ts';

const REDRIVABLE_MS = 14 * 86_400_000;

interface Standing {
  readonly status: ExecutionStatus;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly events: number;
  readonly now: number;
}

export function notRedrivable({ status, startedAt, endedAt, events, now }: Standing): string | undefined {
  if (status === 'RUNNING' || status === 'SUCCEEDED') return `Execution is ${status} and cannot be redriven`;
  if (events >= REDRIVABLE_HISTORY) return 'Execution history event limit exceeded';
  if (now - startedAt >= LONGEST_EXECUTION_MS) return 'Execution has exceeded the max execution time';
  if (now - endedAt > REDRIVABLE_MS) return 'Execution redrivable period exceeded';
  return undefined;
}
