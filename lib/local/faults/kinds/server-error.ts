/** A service fails a call with its own 5xx, before any effect. */
import type { CallFault } from '../fault.ts';
import { serviceErrors } from '../service-errors.ts';

export const serverError: CallFault = {
  id: 'server-error',
  title: 'calls failed by the service',
  strikes: 'call',
  rate: 0.12,
  fate: ({ service }) => {
    const errors = serviceErrors[service];
    return errors && (async () => errors.failed);
  },
};
