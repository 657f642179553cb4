/** Operators' Lambda functions under the target contract. */
import { LambdaService, lambdaError } from '#lib/local/services/lambda.ts';
import { type RunbookFunctionOptions, runbookFunction } from '#lib/local/stand-ins/lambda.ts';
import { openAwsTarget, secretAccessKey } from '../aws-target.ts';
import type { WireResponse } from '../channel-wire.ts';
import type { VirtualScheduler } from '../virtual-scheduler.ts';
import type { TargetCase } from './target-case.ts';

/** How Lambda words a refusal [D: API reference, Invoke]. */
const codes: Readonly<Record<number, string>> = {
  400: 'InvalidParameterValueException',
  401: 'MissingAuthenticationTokenException',
  403: 'AccessDeniedException',
  404: 'ResourceNotFoundException',
  409: 'ResourceConflictException',
  413: 'RequestTooLargeException',
  415: 'UnsupportedMediaTypeException',
  429: 'TooManyRequestsException',
  500: 'ServiceException',
  502: 'ENILimitReachedException',
};

const refusal = (status: number, headers = {}): WireResponse => {
  const { headers: own, ...rest } = lambdaError(status, codes[status] ?? 'ServiceUnavailable', `User: ${secretAccessKey} may not`);
  return { ...rest, headers: { ...own, ...headers } };
};

/** The target before an emulated Lambda that knows one function, `restart`. */
export const openLambda = async (clock: VirtualScheduler, options: RunbookFunctionOptions = {}) => {
  const operators = runbookFunction(clock, options);
  const service = new LambdaService({
    invoker: { invoke: async () => ({ ok: false, errorType: 'none', errorMessage: 'no template here' }) },
    isDeployed: () => false,
    functions: { restart: operators.invoke },
  });
  return {
    operators,
    ...(await openAwsTarget('lambda', service, lambdaError(403, 'UnrecognizedClientException', 'The token is invalid.'))),
  };
};

const faults = { lost_before: 'lost-before', lost_after: 'lost-after' } as const;

export const lambdaCase: TargetCase = {
  id: 'lambda',
  launch: { template: 'restart', parameters: { service: 'payment' }, idempotencyKey: 'sw-0123456789' },
  secret: secretAccessKey,
  jobMs: 60_000,
  unknownJob: 'sw-nothing',
  refusals: [
    [400, 'InputError', false],
    [401, 'UpstreamError', false],
    [403, 'UpstreamError', false],
    [404, 'InputError', false],
    [409, 'UpstreamError', true],
    [413, 'InputError', false],
    [415, 'InputError', false],
    [429, 'UpstreamError', true],
    [500, 'UnknownOutcomeError', false],
    [502, 'UnknownOutcomeError', false],
    [503, 'UnknownOutcomeError', false],
    [504, 'UnknownOutcomeError', false],
  ],
  start: async (clock) => {
    const { operators, wire, target, withSecret, answering, close } = await openLambda(clock);
    return {
      ...{ target, withSecret, answering, close },
      failStarts: (...wanted) =>
        wire.trouble(...wanted.map((fault) => (typeof fault === 'string' ? faults[fault] : refusal(fault.status, fault.headers)))),
      endJobs: (...wanted) => operators.endRuns(...wanted),
      started: () => operators.runs().length,
    };
  },
};
