/** How the world treats the shop: when its payment acquirer is slow, when it does not answer, when a restart has cured it. */

const minute = 60_000;

/** Milliseconds since the recording's start. */
export const phases = { slowFrom: 8 * minute, failingFrom: 10 * minute, recoveredFrom: 27.4 * minute, endsAt: 30 * minute } as const;

export interface Conditions {
  readonly phase: 'normal' | 'slow' | 'failing';
  /** Median time of the acquirer's answer, ms. */
  readonly acquirerMedianMs: number;
  /** Share of calls that hang until the client gives up. */
  readonly acquirerHangs: number;
  /** Gauges of the payment service: work waiting, share of one CPU, bytes of heap. */
  readonly queueDepth: number;
  readonly cpu: number;
  readonly heapBytes: number;
  /** How much the last two of them swing, as a multiple of a quiet day. */
  readonly unrest: number;
}

const usual = { phase: 'normal', acquirerMedianMs: 120, acquirerHangs: 0, queueDepth: 2, cpu: 0.22, heapBytes: 210e6, unrest: 1 } as const;

/** The conditions at a time of the recording: the slowdown comes within a minute, the failure at once. */
export const conditionsAt = (elapsedMs: number): Conditions => {
  if (elapsedMs < phases.slowFrom || elapsedMs >= phases.recoveredFrom) return usual;
  if (elapsedMs < phases.failingFrom) {
    const share = Math.min(1, (elapsedMs - phases.slowFrom) / minute);
    return {
      phase: 'slow',
      acquirerMedianMs: 120 + share * 1080,
      acquirerHangs: 0,
      queueDepth: 2 + share * 14,
      cpu: 0.22 + share * 0.12,
      heapBytes: 210e6 + share * 60e6,
      unrest: 1 + share * 4,
    };
  }
  const failingMinutes = (elapsedMs - phases.failingFrom) / minute;
  return {
    phase: 'failing',
    acquirerMedianMs: 1800,
    acquirerHangs: 0.8,
    queueDepth: 22,
    cpu: 0.31,
    heapBytes: 270e6 + Math.min(10, failingMinutes) * 4e6,
    unrest: 10,
  };
};
