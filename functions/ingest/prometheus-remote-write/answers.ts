/** Answers as remote write's senders take them: 2xx is done, 4xx is dropped, 5xx is sent again. */
import { type AppError, LimitError } from '#kernel/errors.ts';
import { statusOf } from '#kernel/reading/answers.ts';
import type { Decoded, ReceiverAnswer, Rejection } from '#kernel/receiver.ts';
import type { Version } from './version.ts';

interface Written {
  readonly samples: number;
  readonly histograms: number;
  readonly exemplars: number;
}

const nothing: Written = { samples: 0, histograms: 0, exemplars: 0 };

/** What was written, in the protocol's units. */
const writtenOf = ({ signals, counts = {} }: Decoded): Written => {
  const { staleHistograms = 0, carriers = 0 } = counts;
  let histograms = staleHistograms;
  let exemplars = 0;
  for (const signal of signals) {
    if (signal.kind !== 'metric') continue;
    const { type } = signal.data;
    if (type === 'histogram' || type === 'exponential_histogram') histograms += 1;
    exemplars += signal.exemplars?.length ?? 0;
  }
  return { samples: Math.max(0, signals.length - histograms - carriers), histograms, exemplars };
};

/** 2.0 counts a 2xx without these as a receiver that knows 1.0 only; they go with every answer. */
const writtenHeaders = (version: Version, { samples, histograms, exemplars }: Written): Record<string, string> =>
  version === 1
    ? {}
    : {
        'x-prometheus-remote-write-samples-written': String(samples),
        'x-prometheus-remote-write-histograms-written': String(histograms),
        'x-prometheus-remote-write-exemplars-written': String(exemplars),
      };

const text = { 'content-type': 'text/plain; charset=utf-8' };

const reasonsOf = (rejected: readonly Rejection[]): string => {
  const total = rejected.reduce((sum, { count }) => sum + count, 0);
  const reasons = rejected.slice(0, 10).map(({ count, reason }) => `${count} × ${reason}`);
  return `${total} refused, the rest is written: ${reasons.join('; ')}.\n`;
};

/**
 * 204, or 400 where some of it was refused: the spec's partial write, which must not be 2xx and must not be sent again.
 * `quiet` keeps it 204.
 */
export const writtenAnswer = (version: Version, decoded: Decoded, quiet: boolean): ReceiverAnswer => {
  const headers = writtenHeaders(version, writtenOf(decoded));
  if (decoded.rejected.length === 0 || quiet) return { status: 204, headers, body: '' };
  return { status: 400, headers: { ...text, ...headers }, body: reasonsOf(decoded.rejected) };
};

/** Nothing was written. What should be sent again is 503, because Prometheus drops a 429 unless told otherwise; 429 is for agents over their limit. */
export const refusedAnswer = (version: Version, error: AppError, retryAfter: number | undefined): ReceiverAnswer => {
  const headers: Record<string, string> = { ...text, ...writtenHeaders(version, nothing) };
  if (retryAfter !== undefined) headers['retry-after'] = String(Math.max(1, Math.ceil(retryAfter)));
  const isOurs = retryAfter !== undefined && !(error instanceof LimitError);
  return { status: isOurs ? 503 : statusOf(error, retryAfter), headers, body: `${error.message}\n` };
};
