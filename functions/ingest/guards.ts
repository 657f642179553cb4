/** What stands before the stream, made of a deployment's settings: limits of agents, and the memory of what was stored. */
import * as z from 'zod';
import type { ClaimStore, Clock, Log, QuotaStore } from '#kernel/ports.ts';
import { createTolerate } from '#kernel/tolerate.ts';
import { createAdmission } from './admission/admission.ts';
import type { IngestPorts } from './ingest.ts';
import { createRetries } from './retries/retries.ts';

const count = z.number().int().min(0);

/** As the function's environment holds them, each as JSON. */
export const guardSettings = {
  limits: z
    .string()
    .transform((text) => z.object({ requestsPerMinute: count, signalsPerMinute: count, bytesPerDay: count }).parse(JSON.parse(text))),
  deduplication: z
    .string()
    .transform((text) => z.object({ windowSeconds: count, shared: z.enum(['events', 'all', 'none']) }).parse(JSON.parse(text))),
};

interface GuardSettings {
  readonly limits: z.infer<typeof guardSettings.limits>;
  readonly deduplication: z.infer<typeof guardSettings.deduplication>;
}

interface World {
  readonly clock: Clock;
  readonly log: Log;
  readonly quotas: QuotaStore;
  readonly claims: ClaimStore;
}

/** One set a worker: what it holds of quotas, and what it remembers, lives as long as it does. */
export const createGuards = (
  { limits, deduplication: { windowSeconds, shared } }: GuardSettings,
  { clock, log, quotas, claims }: World,
): Pick<IngestPorts, 'admission' | 'retries'> => {
  const tolerate = createTolerate(clock, log);
  const admission = createAdmission({ store: quotas, clock, log, tolerate, defaults: limits });
  if (windowSeconds === 0) return { admission };
  return { admission, retries: createRetries({ store: claims, clock, tolerate, windowMs: windowSeconds * 1_000, shared }) };
};
