/** A call takes effect and its answer gets lost: the connection breaks, and the caller does not know. */
import type { CallFault } from '../fault.ts';

export const lostAnswer: CallFault = {
  id: 'lost-answer',
  title: 'answers lost after the effect',
  strikes: 'call',
  rate: 0.12,
  fate: () => async (request, serve) => {
    await serve(request);
    return undefined;
  },
};
