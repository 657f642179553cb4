/** How many new kinds of message a service may add to `knowledge` in a day: a flood of distinct messages must not fill it. */
import type { Clock, QuotaStore } from '#kernel/ports.ts';

/** New kinds a service and day. With what `knowledge` forgets after some weeks, it holds a few hundred thousand of a service at most. */
export const kindsPerDay = 5_000;
/** Leased at once: a write for each new kind would cost as much as keeping it. */
const leasedAtOnce = 25;

const dayMs = 86_400_000;
/** Services whose lease is remembered. */
const rememberedServices = 10_000;

interface Lease {
  readonly day: number;
  left: number;
  /** The day's share is used up. */
  readonly spent: boolean;
}

/** Whether `count` more kinds of a service may be kept today. Rejects when the store cannot be reached. Asked by one after the other. */
export const kindShares = (quotas: QuotaStore, clock: Clock): ((service: string, count: number) => Promise<boolean>) => {
  const leases = new Map<string, Lease>();
  return async (service, count) => {
    const day = Math.floor(clock.now() / dayMs);
    let lease = leases.get(service);
    if (lease?.day === day && lease.spent) return false;
    if (lease?.day !== day || lease.left < count) {
      const amount = Math.max(leasedAtOnce, count);
      const window = { name: 'day', start: day * dayMs, end: (day + 1) * dayMs } as const;
      const { kinds = amount } = await quotas.lease(`kinds-${service}`, window, { kinds: amount });
      lease = { day, left: amount, spent: kinds - amount >= kindsPerDay };
      if (leases.size >= rememberedServices) leases.clear();
      leases.set(service, lease);
      if (lease.spent) return false;
    }
    lease.left -= count;
    return true;
  };
};
