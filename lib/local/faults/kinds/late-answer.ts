/** A handler does all its work and returns too late: its caller takes it for timed out. */
import type { InvocationFault } from '../fault.ts';

export const lateAnswer: InvocationFault = {
  id: 'late-answer',
  title: 'invocations that ended too late',
  strikes: 'invocation',
  rate: 0.03,
  fate: () => 'time-out',
};
