/** Secrets Manager: actions are on a secret's full ARN, whatever name the caller used. */
import { inputOf, jsonDenial, type ServiceActions, textOf } from './service-actions.ts';

/** Actions that know no resource (Service Authorization Reference [D]). */
const withoutResource: readonly string[] = ['ListSecrets', 'GetRandomPassword', 'BatchGetSecretValue'];

const denied = jsonDenial({ version: '1.1', type: 'AccessDeniedException', status: 400 });

export const secretsManagerActions: ServiceActions = {
  signingName: 'secretsmanager',
  needed: (request, place) => {
    const action = `secretsmanager:${request.operation}`;
    if (withoutResource.includes(request.operation)) return [{ action, resource: '*' }];
    const id = textOf(inputOf(request), 'SecretId') ?? '*';
    // A secret that does not exist is denied by the name it was called (amzn/selling-partner-api-samples#76 [S]).
    return [{ action, resource: place.secretArn(id) ?? id }];
  },
  // 400 as recorded in GiamPy5/terraform-aws-directus#10 [S].
  denial: denied,
  // Without saying which key or action [S].
  keyDenial: () => denied('Access to KMS is not allowed'),
};
