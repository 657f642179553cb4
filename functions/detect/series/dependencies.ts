/** The service graph as spans tell it: each call from one service to another is remembered once in a while. */
import type { Clock, DependencyStore } from '#kernel/ports.ts';
import { attributeText } from '#kernel/resource.ts';
import type { Signal } from '#kernel/signal.ts';
import { calledService } from './called-service.ts';

/** How often a call that goes on is written again, milliseconds. */
const renewalMs = 6 * 60 * 60_000;
/** Calls a worker knows of; whoever sends telemetry chooses the names, and a graph has an end. */
const maxKnown = 5_000;

interface Call {
  readonly environment: string;
  readonly caller: string;
  readonly called: string;
}

/** Learns from signals, writes what is new when told to. Losing its memory costs writing everything once more. */
export const dependencyLearner = (store: Pick<DependencyStore, 'rememberDependency'>, clock: Clock) => {
  const written = new Map<string, number>();
  const pending = new Map<string, Call>();
  return {
    learn: (signal: Signal): void => {
      if (signal.kind !== 'span') return;
      const called = calledService(signal);
      if (called === undefined) return;
      const { attributes } = signal.resource;
      const caller = attributeText(attributes, 'service.name');
      if (caller === undefined || caller === '' || caller === called) return;
      const environment =
        attributeText(attributes, 'deployment.environment.name') ?? attributeText(attributes, 'deployment.environment') ?? '';
      const key = `${environment}\0${caller}\0${called}`;
      const at = written.get(key);
      if ((at === undefined && written.size + pending.size >= maxKnown) || (at !== undefined && clock.now() - at < renewalMs)) return;
      pending.set(key, { environment, caller: caller.slice(0, 200).toWellFormed(), called });
    },
    write: async (): Promise<void> => {
      for (const [key, { environment, caller, called }] of pending) {
        await store.rememberDependency(environment, caller, called, clock.now());
        written.set(key, clock.now());
        pending.delete(key);
      }
    },
  };
};
