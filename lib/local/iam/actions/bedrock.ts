/**
 * Bedrock's runtime: Converse needs `bedrock:InvokeModel` on the model or the inference profile (Service Authorization Reference [D]). That a
 * profile's model is then checked in each region it can choose, under `bedrock:InferenceProfileArn`, is left out.
 */
import { credentialScope } from '../../front/credential-scope.ts';
import type { ServiceActions } from './service-actions.ts';

const operation = /^\/model\/([^/]+)\/(converse|converse-stream|invoke|invoke-with-response-stream)$/;
const profile = /^(?:us|us-gov|eu|apac|jp|au|ca|global)\./;

export const bedrockActions: ServiceActions = {
  signingName: 'bedrock',
  needed: ({ path, headers, query }, place) => {
    const [, encoded, name] = operation.exec(path) ?? [];
    if (encoded === undefined) return [];
    const model = decodeURIComponent(encoded);
    const region = credentialScope(headers['authorization'], query)?.region ?? place.region;
    const action = name?.endsWith('stream') ? 'bedrock:InvokeModelWithResponseStream' : 'bedrock:InvokeModel';
    if (model.startsWith('arn:')) return [{ action, resource: model }];
    const owner = profile.test(model) ? `${place.account}:inference-profile` : ':foundation-model';
    return [{ action, resource: `arn:aws:bedrock:${region}:${owner}/${model}` }];
  },
  denial: (message) => ({
    status: 403,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'AccessDeniedException' },
    body: JSON.stringify({ message }),
  }),
};
