/**
 * A circuit breaker as a value: closed (ask), open (do not), half-open (let one call try). Pure: whoever holds it brings the time.
 *
 *     closed ──failures in a row──► open ──time──► half-open ──the probe succeeds──► closed
 *                                    ▲                │
 *                                    └─the probe fails, and the time doubles─┘
 */

export interface BreakerSettings {
  /** Failures in a row that open it. */
  readonly failures: number;
  /** Milliseconds it stays open at first; doubled each time a probe fails. */
  readonly openMs: number;
  readonly longestOpenMs: number;
  /** Milliseconds after which a probe that nobody heard of again counts as lost. */
  readonly probeMs: number;
}

/** `era` grows with each change of state: what a call of an earlier era reports changes nothing. */
export type Breaker =
  | { readonly state: 'closed'; readonly era: number; readonly failures: number }
  | { readonly state: 'open'; readonly era: number; readonly until: number; readonly openMs: number }
  | { readonly state: 'half-open'; readonly era: number; readonly probeUntil: number | undefined; readonly openMs: number };

/** Permission for one call; to be given back through `succeeded`, `failed` or `abandoned`. */
export interface Ticket {
  readonly era: number;
}

export const closedBreaker: Breaker = { state: 'closed', era: 0, failures: 0 };

/** Whether a call may go out now. The breaker that is returned takes the place of the one given. */
export const admit = (
  breaker: Breaker,
  now: number,
  { probeMs }: BreakerSettings,
): { readonly breaker: Breaker; readonly ticket: Ticket | undefined } => {
  if (breaker.state === 'closed') return { breaker, ticket: { era: breaker.era } };
  const isWaiting = breaker.state === 'open' ? now < breaker.until : breaker.probeUntil !== undefined && now < breaker.probeUntil;
  if (isWaiting) return { breaker, ticket: undefined };
  const era = breaker.era + 1;
  return { breaker: { state: 'half-open', era, probeUntil: now + probeMs, openMs: breaker.openMs }, ticket: { era } };
};

/** The call was answered. */
export const succeeded = (breaker: Breaker, { era }: Ticket): Breaker => {
  if (era !== breaker.era || breaker.state === 'open') return breaker;
  if (breaker.state === 'half-open') return { state: 'closed', era: era + 1, failures: 0 };
  return breaker.failures === 0 ? breaker : { ...breaker, failures: 0 };
};

/** The call was not answered. `pauseMs`: it was asked to wait that long. `isHopeless`: asking again cannot help (a wrong key), so once is enough. */
export const failed = (
  breaker: Breaker,
  { era }: Ticket,
  now: number,
  settings: BreakerSettings,
  { pauseMs = 0, isHopeless = false }: { readonly pauseMs?: number; readonly isHopeless?: boolean } = {},
): Breaker => {
  if (era !== breaker.era || breaker.state === 'open') return breaker;
  const open = (openMs: number): Breaker => {
    const bounded = Math.min(settings.longestOpenMs, openMs);
    const until = now + Math.max(bounded, Math.min(pauseMs, settings.longestOpenMs));
    return { state: 'open', era: era + 1, until, openMs: bounded };
  };
  if (isHopeless) return open(settings.longestOpenMs);
  if (breaker.state === 'half-open') return open(breaker.openMs * 2);
  const failures = breaker.failures + 1;
  return failures >= settings.failures ? open(settings.openMs) : { ...breaker, failures };
};

/** The call was not made after all: somebody else may be the probe. */
export const abandoned = (breaker: Breaker, { era }: Ticket): Breaker =>
  era === breaker.era && breaker.state === 'half-open' ? { ...breaker, probeUntil: undefined } : breaker;
