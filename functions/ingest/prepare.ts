/** Completes, changes, thins out and sanitises what a request holds, before any of it is stored. */
import type { Signal } from '#kernel/signal.ts';
import { enricher } from './enrich.ts';
import { flagSkew } from './processors/limit.ts';
import { createProcessors, digestUnder } from './processors/process.ts';
import { estimatedBytes } from './processors/reduce.ts';
import { sanitiser } from './sanitise/sanitise.ts';

/** Signals as they may enter the stream, and what is left out: how many and about how many bytes, by reason. */
export interface Prepared {
  readonly signals: readonly Signal[];
  /** As each of them was decoded. */
  readonly decoded: readonly Signal[];
  readonly suppressed: Readonly<Record<string, number>>;
  readonly savedBytes: Readonly<Record<string, number>>;
}

const standardProcessors = createProcessors();

/** Completes, changes, thins out and sanitises a request's signals. */
export const prepare = (signals: readonly Signal[], receivedAt: number, hashKey: string, processors = standardProcessors): Prepared => {
  const digest = digestUnder(hashKey);
  const enrich = enricher(receivedAt, processors, digest);
  const sanitise = sanitiser(hashKey, processors.sanitise);
  const kept: Signal[] = [];
  const decoded: Signal[] = [];
  const suppressed: Record<string, number> = {};
  const savedBytes: Record<string, number> = {};
  const leaveOut = (signal: Signal, reason: string): void => {
    suppressed[reason] = (suppressed[reason] ?? 0) + 1;
    savedBytes[reason] = (savedBytes[reason] ?? 0) + estimatedBytes(signal);
  };
  for (const given of signals) {
    const enriched = enrich(given);
    const skew = processors.skew?.of(enriched, receivedAt);
    const timed = skew === undefined ? enriched : flagSkew(enriched, skew);
    const signal = processors.signal === undefined ? timed : processors.signal(timed, digest);
    const reason = skew !== undefined && processors.skew?.drop === true ? `skewed:${skew}` : processors.reduce?.(signal);
    if (reason !== undefined) {
      leaveOut(signal, reason);
      continue;
    }
    const sanitised = sanitise(signal);
    kept.push(processors.cut === undefined ? sanitised : processors.cut(sanitised));
    decoded.push(given);
  }
  return { signals: kept, decoded, suppressed, savedBytes };
};
