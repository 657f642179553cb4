/** SES: every recipient of a message that was taken [D: pricing page]. */
import { inputOf, objectOf } from '../../iam/actions/service-actions.ts';
import type { CountingRule } from '../exchange.ts';

export const countSes: CountingRule = ({ caller, request, response }, { meter }) => {
  const to = objectOf(inputOf(request), 'Destination')['ToAddresses'];
  if (response.status === 200) meter.count('ses-messages', caller, Array.isArray(to) ? to.length : 1);
};
