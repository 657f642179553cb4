/** Lambda: invoking is on the function, or on the alias or version that is named (Service Authorization Reference [D]). */
import { calledFunction, lambdaError } from '../../services/lambda.ts';
import type { ServiceActions } from './service-actions.ts';

export const lambdaActions: ServiceActions = {
  signingName: 'lambda',
  needed: (request, { region, account }) => {
    const called = calledFunction(request);
    if (called === undefined) return [{ action: `lambda:${request.method}`, resource: '*' }];
    const { name, qualifier } = called;
    const resource = `arn:aws:lambda:${region}:${account}:function:${name}${qualifier === undefined ? '' : `:${qualifier}`}`;
    return [{ action: 'lambda:InvokeFunction', resource }];
  },
  denial: (message) => lambdaError(403, 'AccessDeniedException', message),
};
