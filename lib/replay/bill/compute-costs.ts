/**
 * How much processor time each stage takes, for the modelled part of a bill (decision 0006). Measured by `npm run replay -- --cpu`, which prints the
 * least-squares line over a run's warm invocations.
 */
import { type ComputeCost, defaultComputeCost } from '#lib/local/meter/billed-time.ts';

const costs: Readonly<Record<string, ComputeCost>> = {};

export const computeCostOf = (stage: string): ComputeCost => costs[stage] ?? defaultComputeCost;
