/** A function is still at one of its calls when its time is over: what it did up to there stays done. */
import type { CallFault } from '../fault.ts';

export const timeOutAtCall: CallFault = {
  id: 'time-out-at-call',
  title: 'invocations timed out at a call',
  strikes: 'call',
  rate: 0.02,
  fate: (_, random) => (random() < 0.5 ? 'time-out-before' : 'time-out-after'),
};
