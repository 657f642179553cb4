/** A call takes effect and the service says that it failed. */
import type { CallFault } from '../fault.ts';
import { serviceErrors } from '../service-errors.ts';

export const errorAfterEffect: CallFault = {
  id: 'error-after-effect',
  title: 'calls that took effect and were answered with a failure',
  strikes: 'call',
  rate: 0.05,
  fate: ({ service }) => {
    const errors = serviceErrors[service];
    return (
      errors &&
      (async (request, serve) => {
        await serve(request);
        return errors.failed;
      })
    );
  },
};
