/** The poller of a shard loses its place: what it delivered last comes again, before what is new. */
import type { DeliveryFault } from '../fault.ts';

export const rewoundStream: DeliveryFault = {
  id: 'rewound-stream',
  title: 'rewound shards',
  strikes: 'delivery',
  rate: 0.1,
  fate: ({ source }) => (source === 'stream' ? 'rewind' : undefined),
};
