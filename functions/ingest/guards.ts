/** What stands before the stream, made of a deployment's settings: limits of agents, and the memory of what was stored. */
import type { AgentLimits } from '#kernel/agent-limits.ts';
import type { ClaimStore, Clock, Log, QuotaStore } from '#kernel/ports.ts';
import { createTolerate } from '#kernel/tolerate.ts';
import { createAdmission } from './admission/admission.ts';
import type { IngestPorts } from './ingest.ts';
import { createRetries, type Shared } from './retries/retries.ts';

interface GuardSettings extends Required<AgentLimits> {
  /** How long what was stored is known; 0: nothing is. */
  readonly windowSeconds: number;
  readonly shared: Shared;
}

interface World {
  readonly clock: Clock;
  readonly log: Log;
  readonly quotas: QuotaStore;
  readonly claims: ClaimStore;
}

/** One set a worker: what it holds of quotas, and what it remembers, lives as long as it does. */
export const createGuards = (
  { windowSeconds, shared, ...defaults }: GuardSettings,
  { clock, log, quotas, claims }: World,
): Pick<IngestPorts, 'admission' | 'retries'> => {
  const tolerate = createTolerate(clock, log);
  const admission = createAdmission({ store: quotas, clock, log, tolerate, defaults });
  if (windowSeconds === 0) return { admission };
  return { admission, retries: createRetries({ store: claims, clock, tolerate, windowMs: windowSeconds * 1_000, shared }) };
};
