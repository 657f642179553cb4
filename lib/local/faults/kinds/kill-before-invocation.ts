/** A worker dies before its handler starts: nothing happened. */
import type { InvocationFault } from '../fault.ts';

export const killBeforeInvocation: InvocationFault = {
  id: 'kill-before-invocation',
  title: 'workers killed before their work',
  strikes: 'invocation',
  rate: 0.06,
  fate: () => 'kill-before',
};
