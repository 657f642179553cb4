/** A batch that was delivered comes again: of a stream in other pieces, of a queue when its messages show again because their deletion was lost. */
import type { DeliveryFault } from '../fault.ts';

export const repeatedBatch: DeliveryFault = {
  id: 'repeated-batch',
  title: 'batches delivered twice',
  strikes: 'delivery',
  rate: 0.1,
  fate: () => 'repeat',
};
