/** An event source mapping hands a batch over late. */
import type { DeliveryFault } from '../fault.ts';

const longestMs = 15_000;

export const delayedBatch: DeliveryFault = {
  id: 'delayed-batch',
  title: 'batches delayed',
  strikes: 'delivery',
  rate: 0.15,
  fate: (_, random) => ({ delayMs: 1_000 + Math.floor(random() * longestMs) }),
};
