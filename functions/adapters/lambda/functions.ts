/** Operators' own Lambda functions. The client is loaded and made when it is first needed: most deployments call none. */
import type { InvokeCommandInput, LambdaClient } from '@aws-sdk/client-lambda';
import { type AwsRefusals, lookFailure, startFailure } from '#kernel/aws-start.ts';
import type { FunctionAnswer, FunctionName, Functions } from '#kernel/functions.ts';

type Library = typeof import('@aws-sdk/client-lambda');

/** A client with the library it is of. */
export interface LambdaAccess {
  readonly client: LambdaClient;
  readonly library: Library;
}

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

const call = async ({ client, library }: LambdaAccess, name: FunctionName, payload: unknown): Promise<FunctionAnswer> => {
  const Payload = new TextEncoder().encode(JSON.stringify(payload));
  const answer = await client.send(new library.InvokeCommand({ ...inputOf(name), InvocationType: 'RequestResponse', Payload }));
  // The client gives null for an empty body, against its own types [T].
  const text = new TextDecoder().decode(answer.Payload ?? undefined);
  return answer.FunctionError === undefined ? { kind: 'answered', payload: text } : { kind: 'failed', type: errorTypeOf(text) };
};

/** Speaks through what `open` gives. */
export const functionsThrough = (open: () => Promise<LambdaAccess>): Functions => ({
  check: async (name) => {
    const { client, library } = await open();
    await client.send(new library.InvokeCommand({ ...inputOf(name), InvocationType: 'DryRun' })).catch((error: unknown) => {
      throw lookFailure(refusals, error);
    });
  },
  start: async (name, payload) => {
    const access = await open();
    return call(access, name, payload).catch((error: unknown) => {
      throw startFailure(refusals, error);
    });
  },
  ask: async (name, payload) => {
    const access = await open();
    return call(access, name, payload).catch((error: unknown) => {
      throw lookFailure(refusals, error);
    });
  },
});

/** Milliseconds for one call; the function that waits for it has thirty seconds. */
const limits = { connectionTimeout: 2_000, requestTimeout: 20_000, throwOnRequestTimeout: true };

let opening: Promise<LambdaAccess> | undefined;

/** The workflow repeats, so the client does not. */
const openOwn = (): Promise<LambdaAccess> => {
  opening ??= import('@aws-sdk/client-lambda').then((library) => ({
    library,
    client: new library.LambdaClient({ maxAttempts: 1, requestHandler: limits }),
  }));
  return opening;
};

/** The function's own. */
export const functions: Functions = functionsThrough(openOwn);
