/** A worker dies at one of its calls, before the call took effect or after it. */
import type { CallFault } from '../fault.ts';

export const killAtCall: CallFault = {
  id: 'kill-at-call',
  title: 'workers killed at a call',
  strikes: 'call',
  rate: 0.05,
  fate: (_, random) => (random() < 0.5 ? 'kill-before' : 'kill-after'),
};
