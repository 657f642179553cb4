/** Operators' own Lambda functions through a client. The workflow repeats, so the client does not. */
import { InvokeCommand, type InvokeCommandInput, LambdaClient } from '@aws-sdk/client-lambda';
import { type AwsRefusals, lookFailure, startFailure } from '#kernel/aws-start.ts';
import type { FunctionAnswer, FunctionName, Functions } from '#kernel/functions.ts';

/** What Lambda calls its refusals of a call [D: API reference, Invoke]. A function that is being changed answers 409, and can be called a little later. */
const refusals: AwsRefusals = {
  system: 'Lambda',
  impossible: [
    'InvalidParameterValueException',
    'InvalidRequestContentException',
    'ModeNotSupportedException',
    'NoPublishedVersionException',
    'RequestTooLargeException',
    'SerializedRequestEntityTooLargeException',
    'UnsupportedMediaTypeException',
  ],
  missing: ['ResourceNotFoundException'],
  busy: ['ResourceConflictException', 'CodeArtifactUserPendingException', 'SnapStartNotReadyException'],
  repeated: [],
};

const inputOf = ({ name, qualifier }: FunctionName): InvokeCommandInput => ({
  FunctionName: name,
  ...(qualifier === undefined ? {} : { Qualifier: qualifier }),
});

/** `errorType` of the object a function's failure is answered with; its message may hold anything and is left behind. */
const errorTypeOf = (payload: string): string => {
  try {
    const type: unknown = Reflect.get(Object(JSON.parse(payload)), 'errorType');
    return typeof type === 'string' && /^[A-Za-z0-9_.]{1,80}$/.test(type) ? type : 'unknown';
  } catch {
    return 'unknown';
  }
};

const call = async (client: LambdaClient, name: FunctionName, payload: unknown): Promise<FunctionAnswer> => {
  const Payload = new TextEncoder().encode(JSON.stringify(payload));
  const answer = await client.send(new InvokeCommand({ ...inputOf(name), InvocationType: 'RequestResponse', Payload }));
  // The client gives null for an empty body, against its own types [T].
  const text = new TextDecoder().decode(answer.Payload ?? undefined);
  return answer.FunctionError === undefined ? { kind: 'answered', payload: text } : { kind: 'failed', type: errorTypeOf(text) };
};

/** Speaks through a client of one's own. */
export const functionsThrough = (client: LambdaClient): Functions => ({
  check: async (name) => {
    await client.send(new InvokeCommand({ ...inputOf(name), InvocationType: 'DryRun' })).catch((error: unknown) => {
      throw lookFailure(refusals, error);
    });
  },
  start: async (name, payload) => {
    return call(client, name, payload).catch((error: unknown) => {
      throw startFailure(refusals, error);
    });
  },
  ask: async (name, payload) => {
    return call(client, name, payload).catch((error: unknown) => {
      throw lookFailure(refusals, error);
    });
  },
});

/** Milliseconds for one call; the function that waits for it has thirty seconds. */
const limits = { connectionTimeout: 2_000, requestTimeout: 20_000, throwOnRequestTimeout: true };

/** Through the function's own client. */
export const ownFunctions = (): Functions => functionsThrough(new LambdaClient({ maxAttempts: 1, requestHandler: limits }));
