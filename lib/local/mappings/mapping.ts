/** What every event source mapping offers: its name, what became of the records it saw, and how it ends. */
import type { InvokeResult } from '../service.ts';

/** What became of the records of one source for one consumer; `accepted` is the sum of the other three. */
export interface MappingAccount {
  readonly accepted: number;
  readonly delivered: number;
  readonly quarantined: number;
  readonly inFlight: number;
}

/**
 * What becomes of a batch: it is delivered; it waits so long first; once delivered it comes again (of a queue: its deletion is lost,
 * of a stream: in other pieces); or, of a stream, what was delivered last comes again before it.
 */
export type DeliveryFate = 'proceed' | 'repeat' | 'rewind' | { readonly delayMs: number };

/** What becomes of a poll: it finds what is there, or it fails, and the poller tries again a little later from where it was. */
export type PollFate = 'proceed' | 'fail';

export interface Mapping {
  readonly id: string;
  readonly functionName: string;
  readonly sourceArn: string;
  account(): MappingAccount;
  /** Of a stream: the sequence numbers of the records in flight. */
  unfinished?(): readonly string[];
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
