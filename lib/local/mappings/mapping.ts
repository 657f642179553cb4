/** What every event source mapping offers: its name, what became of the records it saw, and how it ends. */
import type { InvokeResult } from '../service.ts';

/** What became of the records of one source for one consumer; `accepted` is the sum of the other three. */
export interface MappingAccount {
  readonly accepted: number;
  readonly delivered: number;
  readonly quarantined: number;
  readonly inFlight: number;
}

export interface Mapping {
  readonly id: string;
  readonly functionName: string;
  readonly sourceArn: string;
  account(): MappingAccount;
}

interface BatchResponse {
  readonly batchItemFailures?: readonly { readonly itemIdentifier?: unknown }[] | null;
}

/**
 * The identifiers a function reported as failed; undefined when the whole batch failed: the function threw, or
 * named an item that is not in the batch, or none [D].
 */
export const failedItems = (result: InvokeResult, reportsFailures: boolean, known: ReadonlySet<string>): readonly string[] | undefined => {
  if (!result.ok) return undefined;
  const failures = reportsFailures ? ((result.payload as BatchResponse | null)?.batchItemFailures ?? []) : [];
  const identifiers = failures.map(({ itemIdentifier }) => itemIdentifier);
  return identifiers.every((identifier) => typeof identifier === 'string' && known.has(identifier)) ? (identifiers as string[]) : undefined;
};
