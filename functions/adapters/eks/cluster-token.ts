/**
 * The bearer token of an EKS cluster: a presigned STS GetCallerIdentity, by which the cluster learns who calls. Form: `k8s-aws-v1.` and
 * base64url without padding, the cluster's name signed as `x-k8s-aws-id`, 60 seconds (aws/aws-cli awscli/customizations/eks/get_token.py,
 * kubernetes-sigs/aws-iam-authenticator pkg/token/token.go [S]). It needs no permission of IAM.
 */
import { ConfigError } from '#kernel/errors.ts';
import type { Clock } from '#kernel/ports.ts';
import { type Credentials, presignedUrl } from './presign.ts';

interface Caller extends Credentials {
  readonly region: string;
}

/** Lambda gives a function its role's credentials in these variables, for as long as its process lives [D]. */
const lambdaCaller = (): Caller => {
  const {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = process.env;
  if (region === undefined || accessKeyId === undefined || secretAccessKey === undefined)
    throw new ConfigError('There are no credentials to sign a cluster’s token with.', { reason: 'credentials' });
  return { region, accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
};

/** A token for each call; the cluster takes it for 15 minutes after it was signed [S]. */
export const clusterToken = (cluster: string, clock: Clock, caller: () => Caller = lambdaCaller): string => {
  const { region, ...credentials } = caller();
  const url = presignedUrl(
    {
      ...{ service: 'sts', region, at: clock.now(), expiresSeconds: 60 },
      host: `sts.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`,
      query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
      headers: { 'x-k8s-aws-id': cluster },
    },
    credentials,
  );
  return `k8s-aws-v1.${Buffer.from(url).toString('base64url')}`;
};
