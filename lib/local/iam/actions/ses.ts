/** SES: sending is on the identity of the sender's domain, and on the configuration set that is named (Service Authorization Reference [D]). */
import { inputOf, type ServiceActions, textOf } from './service-actions.ts';

export const sesActions: ServiceActions = {
  signingName: 'ses',
  needed: (request, { region, account }) => {
    if (request.path !== '/v2/email/outbound-emails') return [{ action: `ses:${request.method}`, resource: '*' }];
    const input = inputOf(request);
    const domain = (textOf(input, 'FromEmailAddress') ?? '').split('@').at(-1) ?? '';
    const arn = `arn:aws:ses:${region}:${account}`;
    const set = textOf(input, 'ConfigurationSetName');
    return [
      { action: 'ses:SendEmail', resource: `${arn}:identity/${domain}` },
      ...(set === undefined ? [] : [{ action: 'ses:SendEmail', resource: `${arn}:configuration-set/${set}` }]),
    ];
  },
  denial: (message) => ({
    status: 403,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'AccessDeniedException' },
    body: JSON.stringify({ message }),
  }),
};
