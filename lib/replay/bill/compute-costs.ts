/**
 * How much processor time each stage takes, for the modelled part of a bill (decision 0006). Measured by `npm run replay -- --generate 1000000 --cpu`
 * on 2026-11-26 (AMD EPYC, both processors busy with other work, which makes the figures dear rather than cheap): the processor time of warm invocations,
 * less 0.8 ms for each call of a service, over the kilobytes of their events; what an invocation takes by itself is from `npm run replay -- --cpu`,
 * whose events are small. Measure anew when a stage's code changes; the bill and the plan follow.
 */
import { type ComputeCost, defaultComputeCost } from '#lib/local/meter/billed-time.ts';

const costs: Readonly<Record<string, ComputeCost>> = {
  // A million signals: 16.5 s in 1,279 requests of 27 KB.
  ingest: { msPerInvocation: 0.5, msPerKilobyte: 0.43 },
  // 7.9 s and 17.4 s in 1,279 batches of 91 KB; detect wrote 5.8 states in each.
  classify: { msPerInvocation: 1, msPerKilobyte: 0.057 },
  detect: { msPerInvocation: 1, msPerKilobyte: 0.087 },
  // 40 s in 213 batches of 546 KB, with 136 calls in each.
  archive: { msPerInvocation: 2, msPerKilobyte: 0.143 },
  // 16.4 s in 393 batches of 12 KB, with 25 calls in each.
  route: { msPerInvocation: 1, msPerKilobyte: 1.5 },
  // Few and short: what ten invocations took on average.
  escalate: { msPerInvocation: 5, msPerKilobyte: 0 },
  remediate: { msPerInvocation: 10, msPerKilobyte: 0 },
  notify: { msPerInvocation: 10, msPerKilobyte: 0 },
  respond: { msPerInvocation: 10, msPerKilobyte: 0 },
  authorise: { msPerInvocation: 1, msPerKilobyte: 0 },
};

export const computeCostOf = (stage: string): ComputeCost => costs[stage] ?? defaultComputeCost;
