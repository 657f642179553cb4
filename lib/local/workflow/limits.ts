/** Step Functions' quotas on data and time (Developer Guide, "Step Functions service quotas" and "Variables" [D]). */
import { WorkflowFailure } from './failure.ts';
import { byteLength, type Json, PAYLOAD_LIMIT_BYTES } from './json.ts';

/** All variables of an execution together: 10 MiB. */
const VARIABLES_LIMIT_BYTES = 10 * 1024 * 1024;

/** An execution runs for a year at most. */
export const LONGEST_EXECUTION_MS = 365 * 86_400_000;

/** Text recorded on AWS for results; for arguments and variables the same is taken [U]. */
export const dataLimitExceeded = (name: string): WorkflowFailure =>
  new WorkflowFailure(
    'States.DataLimitExceeded',
    `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );

export const isTooLarge = (value: Json): boolean => byteLength(value) > PAYLOAD_LIMIT_BYTES;

/** Throws when one Assign, or all variables with it, are too large. */
export function checkVariables(
  state: string,
  assigned: Readonly<Record<string, Json>>,
  before: Readonly<Record<string, Json>>,
): Readonly<Record<string, Json>> {
  if (isTooLarge(assigned)) throw dataLimitExceeded(state);
  const after = { ...before, ...assigned };
  if (byteLength(after) > VARIABLES_LIMIT_BYTES) throw dataLimitExceeded(state);
  return after;
}
