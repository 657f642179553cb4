/** AWS as a target speaks to it: an emulated service on a loopback port, which knows one access key, and clients that reach it. */

import { LambdaClient } from '@aws-sdk/client-lambda';
import { SSMClient } from '@aws-sdk/client-ssm';
import { functionsThrough } from '#adapters/lambda/through.ts';
import { automationsThrough } from '#adapters/ssm/through.ts';
import { type TargetPorts, targetKinds } from '#functions/remediate/registry.ts';
import { remediationsSchema } from '#kernel/policy.ts';
import type { Target } from '#kernel/target.ts';
import type { Service, ServiceResponse } from '#lib/local/service.ts';
import { startWire, type Wire, type WireResponse } from './channel-wire.ts';

/** The one key that is known, and its secret half. */
const accessKeyId = 'AKIAKNOWN';
export const secretAccessKey = 'T0PSECRETACCESSKEY';

interface AwsTarget {
  readonly wire: Wire;
  readonly target: Target;
  /** With another secret key, which belongs to another access key. */
  withSecret(secret: string): Target;
  /** Where the service answers every call so. */
  answering(body: string): Target;
  close(): Promise<void>;
}

const portsOf = (options: object): Pick<TargetPorts, 'automations' | 'functions'> => ({
  automations: automationsThrough(new SSMClient(options)),
  functions: functionsThrough(new LambdaClient(options)),
});

/** Serves a service, and makes the target of the registry that speaks to it. */
export const openAwsTarget = async (
  id: 'ssm' | 'lambda',
  service: Service,
  unknownKey: ServiceResponse,
  settings: object = {},
): Promise<AwsTarget> => {
  const wire = await startWire(({ method, url, headers, body }) =>
    headers['authorization']?.includes(`Credential=${accessKeyId}/`) === true
      ? service.handle({
          ...{ method, headers, path: url.pathname, query: url.searchParams, body: Buffer.from(body) },
          ...{ operation: headers['x-amz-target']?.split('.').at(-1) ?? '', accessKeyId },
        })
      : (unknownKey satisfies WireResponse),
  );
  let odd = '';
  const oddWire = await startWire(() => ({ status: 200, headers: { 'content-type': 'application/json' }, body: odd }));
  const make = (secret: string, more: object = {}): Target => {
    const credentials = { accessKeyId: secret === secretAccessKey ? accessKeyId : 'AKIAOTHER', secretAccessKey: secret };
    const requestHandler = { requestTimeout: 2_000, throwOnRequestTimeout: true };
    const options = { endpoint: wire.url, region: 'eu-central-1', maxAttempts: 1, credentials, requestHandler, ...more };
    const { targets } = remediationsSchema.parse({ targets: { [id]: settings }, rules: [] });
    const nothing = async (): Promise<never> => {
      throw new Error('AWS targets call nobody else');
    };
    const made = targetKinds.find((kind) => kind.id === id)?.make(targets, { http: nothing, secret: nothing, ...portsOf(options) });
    if (made === undefined) throw new Error(`the registry makes no ${id}`);
    return made;
  };
  return {
    wire,
    target: make(secretAccessKey),
    withSecret: (secret) => make(secret),
    answering: (body) => {
      odd = body;
      return make(secretAccessKey, { endpoint: oddWire.url });
    },
    close: async () => {
      await Promise.all([wire.close(), oddWire.close()]);
    },
  };
};
