/** How large what goes into a function and comes out of it may be, and what Lambda says to more. */
import type { InvokeResult } from '../service.ts';

/** Synchronous invocation, request [D: quotas page, 6 MB]; the bytes and the sentence [S: zaccharles.medium.com, "Lambda's Request Payload Size Limit (2/2)", tried in 2022]. */
const maxRequestBytes = 6_291_456;
/** Synchronous invocation, response [D: quotas page, 6 MB]; the bytes and the sentence [S: DataBiosphere/azul#7466, seen in 2026]. */
const maxResponseBytes = 6_291_556;

/** The error's name when an event is too large for the function to be called at all. */
export const requestTooLarge = 'Lambda.RequestEntityTooLargeException';

/** UTF-8; texts that cannot reach the limit are not counted. */
const exceeds = (text: string, bytes: number): boolean => text.length * 3 > bytes && Buffer.byteLength(text) > bytes;

/** The refusal of an event, as JSON, that is too large. */
export const refuseRequest = (event: string): InvokeResult | undefined =>
  exceeds(event, maxRequestBytes)
    ? {
        ok: false,
        errorType: requestTooLarge,
        errorMessage: `Request must be smaller than ${maxRequestBytes} bytes for the InvokeFunction operation`,
      }
    : undefined;

/** The failure of an invocation whose result, as JSON, is too large. */
export const refuseResponse = (payload: string): InvokeResult | undefined =>
  exceeds(payload, maxResponseBytes)
    ? {
        ok: false,
        errorType: 'Function.ResponseSizeTooLarge',
        errorMessage: `Response payload size exceeded maximum allowed payload size (${maxResponseBytes} bytes).`,
      }
    : undefined;
