/** A service throttles a call, in its own words. */
import type { CallFault } from '../fault.ts';
import { serviceErrors } from '../service-errors.ts';

export const throttle: CallFault = {
  id: 'throttle',
  title: 'calls throttled',
  strikes: 'call',
  rate: 0.15,
  fate: ({ service }) => {
    const errors = serviceErrors[service];
    return errors && (async () => errors.busy);
  },
};
