/** A poll of a shard fails, its iterator expired or its reads throttled: the poller takes a new iterator where it was. */
import type { PollFault } from '../fault.ts';

export const failedPoll: PollFault = {
  id: 'failed-poll',
  title: 'polls failed, iterators expired',
  strikes: 'poll',
  rate: 0.2,
  fate: () => 'fail',
};
