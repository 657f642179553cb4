/** SNS: publishing to a phone is on the number itself, which no ARN names: policies say `*` or leave out all topics with NotResource [U]. */
import { snsError } from '../../services/sns.ts';
import type { ServiceActions } from './service-actions.ts';

export const snsActions: ServiceActions = {
  signingName: 'sns',
  needed: (request) => {
    const form = new URLSearchParams(request.body.toString());
    const resource = form.get('TopicArn') ?? form.get('TargetArn') ?? form.get('PhoneNumber') ?? '*';
    return [{ action: `sns:${form.get('Action') ?? 'Unknown'}`, resource, ...(form.has('PhoneNumber') ? { grant: '*' } : {}) }];
  },
  denial: (message) => snsError(403, 'AuthorizationError', message),
};
