/** A worker dies after its handler returned and before anybody heard of it: everything happened, and comes again. */
import type { InvocationFault } from '../fault.ts';

export const killAfterInvocation: InvocationFault = {
  id: 'kill-after-invocation',
  title: 'workers killed after their work',
  strikes: 'invocation',
  rate: 0.06,
  fate: () => 'kill-after',
};
