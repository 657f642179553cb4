/** When a span can be used, whichever encoding it came in. */

import { ItemRefused } from '#kernel/reading/tally.ts';
import type { SpanKind, SpanSignal } from '#kernel/signal.ts';

const kinds: readonly SpanKind[] = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'];
const codes = ['unset', 'ok', 'error'] as const;

/** Span.SpanKind; numbers of the future are unspecified. */
export const spanKindOf = (kind: number): SpanKind => kinds[kind] ?? 'unspecified';

/** Status.StatusCode; numbers of the future are unset. */
export const statusCodeOf = (code: number): SpanSignal['status']['code'] => codes[code] ?? 'unset';

/**
 * trace.proto: trace id and span id are required, of 16 and 8 bytes, not all zero. Undefined stands for empty or all zero, null
 * for a wrong length. A parent id of a wrong length is refused too: dropping it would make a child a root.
 */
export const checkSpanIds = (
  traceId: string | undefined | null,
  spanId: string | undefined | null,
  parentSpanId: string | undefined | null,
): { readonly traceId: string; readonly spanId: string } => {
  if (traceId == null) throw new ItemRefused(traceId === null ? 'trace id is not 16 bytes' : 'trace id is missing');
  if (spanId == null) throw new ItemRefused(spanId === null ? 'span id is not 8 bytes' : 'span id is missing');
  if (parentSpanId === null) throw new ItemRefused('parent span id is not 8 bytes');
  return { traceId, spanId };
};
