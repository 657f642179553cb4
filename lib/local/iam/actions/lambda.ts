/** Lambda: invoking is on the function, or on the alias or version that is named (Service Authorization Reference [D]). */
import { functionInPath, lambdaError } from '../../services/lambda.ts';
import type { ServiceActions } from './service-actions.ts';

export const lambdaActions: ServiceActions = {
  signingName: 'lambda',
  needed: ({ method, path, query }, { region, account }) => {
    const name = functionInPath(path);
    if (name === undefined) return [{ action: `lambda:${method}`, resource: '*' }];
    const qualifier = query.get('Qualifier');
    const resource = `arn:aws:lambda:${region}:${account}:function:${name}${qualifier === null ? '' : `:${qualifier}`}`;
    return [{ action: 'lambda:InvokeFunction', resource }];
  },
  denial: (message) => lambdaError(403, 'AccessDeniedException', message),
};
