/** The time and the randomness of one local cloud, deterministic or live. */
import type { CloudScheduler } from './cloud-scheduler.ts';
import { DeterministicScheduler } from './deterministic-scheduler.ts';
import { LiveScheduler } from './live-scheduler.ts';
import { uuidFrom } from './seeded-random.ts';
import { installVirtualDate } from './virtual-date.ts';

export interface CloudTime {
  readonly scheduler: CloudScheduler;
  /** For the workers of functions; absent in a live cloud. */
  readonly deterministic?: { readonly clock: SharedArrayBuffer; readonly seed: string };
  /** Shows the workers the present time, and gives it. */
  tellWorkers(): number;
  /** UUIDs of one purpose: the same in every run of a seed. */
  nextUuid(purpose: string): string;
  /** Drops all events and gives the process its own `Date` back. */
  close(): void;
}

interface TimeOptions {
  readonly mode: 'deterministic' | 'live';
  readonly startAt?: number | undefined;
  readonly seed?: string | undefined;
  readonly watchdogMs?: number | undefined;
  /** Live mode: hears of an event that failed; a deterministic one fails whoever drives the queue. */
  readonly onError: (error: unknown) => void;
}

const uuids = (scheduler: CloudScheduler): ((purpose: string) => string) => {
  const streams = new Map<string, () => number>();
  return (purpose) => {
    const random = streams.get(purpose) ?? scheduler.random(purpose);
    streams.set(purpose, random);
    return uuidFrom(random);
  };
};

const liveTime = ({ onError, seed }: TimeOptions): CloudTime => {
  const scheduler = new LiveScheduler(onError, seed);
  return { scheduler, tellWorkers: () => scheduler.now(), nextUuid: uuids(scheduler), close: () => scheduler.close() };
};

const deterministicTime = ({ startAt = Date.parse('2026-01-01T00:00:00Z'), seed = 'streamwarden', watchdogMs }: TimeOptions): CloudTime => {
  const scheduler = new DeterministicScheduler(startAt, seed, watchdogMs);
  const restoreDate = installVirtualDate(() => scheduler.now());
  const clock = new SharedArrayBuffer(8);
  const view = new BigInt64Array(clock);
  return {
    scheduler,
    deterministic: { clock, seed },
    tellWorkers: () => {
      Atomics.store(view, 0, BigInt(scheduler.now()));
      return scheduler.now();
    },
    nextUuid: uuids(scheduler),
    close: () => {
      scheduler.close();
      restoreDate();
    },
  };
};

export const openTime = (options: TimeOptions): CloudTime => (options.mode === 'live' ? liveTime(options) : deterministicTime(options));
