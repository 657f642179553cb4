/** The metric store of an account that has none: the archive bucket is the only history. */
import type { MetricStore } from '#kernel/ports.ts';

export const noMetricStore: MetricStore = { write: async () => ({ rejected: [] }) };
