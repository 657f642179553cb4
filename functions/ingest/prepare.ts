/** Completes, changes, thins out and sanitises what a request holds, before any of it is stored. */
import { mayBeStoredIn } from '#kernel/compliance.ts';
import { digestUnder } from '#kernel/keyed-digest.ts';
import { attributeText } from '#kernel/resource.ts';
import type { Signal } from '#kernel/signal.ts';
import { enricher } from './enrich.ts';
import { flagSkew } from './processors/limit.ts';
import { createProcessors } from './processors/process.ts';
import { estimatedBytes } from './processors/reduce.ts';
import { sanitiser } from './sanitise/sanitise.ts';

/** Signals as they may enter the stream, and what is left out: how many and about how many bytes, by reason. */
export interface Prepared {
  readonly signals: readonly Signal[];
  /** As each of them was decoded. */
  readonly decoded: readonly Signal[];
  readonly suppressed: Readonly<Record<string, number>>;
  readonly savedBytes: Readonly<Record<string, number>>;
  /** What the sender is told was refused; `suppressed` counts it, too. */
  readonly refused: readonly Refusal[];
  /** How many signals something was cut of, by the limit they were over. */
  readonly limited: Readonly<Record<string, number>>;
}

interface Refusal {
  /** As it was decoded. */
  readonly signal: Signal;
  /** For the sender. */
  readonly reason: string;
}

const standardProcessors = createProcessors();

const serviceOf = ({ resource }: Signal): string => (attributeText(resource.attributes, 'service.name') ?? '').slice(0, 100);

/** Completes, changes, thins out and sanitises a request's signals. */
export const prepare = (signals: readonly Signal[], receivedAt: number, hashKey: string, processors = standardProcessors): Prepared => {
  const digest = digestUnder(hashKey);
  const enrich = enricher(receivedAt, processors, digest);
  const sanitise = sanitiser(hashKey, processors.sanitise);
  const kept: Signal[] = [];
  const decoded: Signal[] = [];
  const suppressed: Record<string, number> = {};
  const savedBytes: Record<string, number> = {};
  const refused: Refusal[] = [];
  const limited: Record<string, number> = {};
  const hold = processors.hold();
  const knownSeries = processors.series?.(receivedAt);
  const leaveOut = (signal: Signal, reason: string): void => {
    suppressed[reason] = (suppressed[reason] ?? 0) + 1;
    savedBytes[reason] = (savedBytes[reason] ?? 0) + estimatedBytes(signal);
  };
  const refuse = (signal: Signal, reason: string, countedAs: string): void => {
    suppressed[countedAs] = (suppressed[countedAs] ?? 0) + 1;
    refused.push({ signal, reason });
  };
  const noteLimit = (name: string): void => {
    limited[name] = (limited[name] ?? 0) + 1;
  };
  for (const given of signals) {
    const whole = enrich(given);
    const held = hold(whole);
    const enriched = held === undefined ? whole : held.signal;
    if (enriched === undefined) {
      const [limit = ''] = held?.over ?? [];
      refuse(given, `over the limit ${limit}`, `limit:${limit}`);
      continue;
    }
    held?.over.forEach(noteLimit);
    const skew = processors.skew?.of(enriched, receivedAt);
    const timed = skew === undefined ? enriched : flagSkew(enriched, skew);
    const signal = processors.signal === undefined ? timed : processors.signal(timed, digest);
    const reason = skew !== undefined && processors.skew?.drop === true ? `skewed:${skew}` : processors.reduce?.(signal);
    if (reason !== undefined) {
      leaveOut(signal, reason);
      continue;
    }
    if (processors.region !== undefined && !mayBeStoredIn(signal, processors.region)) {
      refuse(given, `marked for another region than ${processors.region}`, 'compliance:region');
      continue;
    }
    if (knownSeries !== undefined && signal.kind === 'metric' && !knownSeries(signal)) {
      refuse(given, `more series of one resource (${serviceOf(signal)}) than seriesPerResource allows`, 'cardinality:series');
      continue;
    }
    const sanitised = sanitise(signal);
    const cut = processors.cut === undefined ? sanitised : processors.cut(sanitised);
    if (cut !== sanitised) noteLimit('valueLength');
    kept.push(cut);
    decoded.push(given);
  }
  return { signals: kept, decoded, suppressed, savedBytes, refused, limited };
};
