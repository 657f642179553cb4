/** SSM Automation under the target contract. */
import { SsmService } from '#lib/local/services/ssm.ts';
import type { SsmDocument, SsmOptions } from '#lib/local/services/ssm-automations.ts';
import { openAwsTarget, secretAccessKey } from '../aws-target.ts';
import type { WireResponse } from '../channel-wire.ts';
import type { VirtualScheduler } from '../virtual-scheduler.ts';
import type { TargetCase } from './target-case.ts';

/** How SSM words a refusal; where a status is not one of its own, as a proxy before it might. */
const codes: Readonly<Record<number, string>> = {
  400: 'InvalidAutomationExecutionParametersException',
  401: 'MissingAuthenticationTokenException',
  403: 'AccessDeniedException',
  404: 'AutomationDefinitionNotFoundException',
  409: 'ConflictException',
  429: 'ThrottlingException',
  500: 'InternalServerError',
};

export const ssmRefusal = (status: number, code = codes[status] ?? 'ServiceUnavailable', headers = {}): WireResponse => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1', ...headers },
  body: JSON.stringify({ __type: code, message: `User: ${secretAccessKey} may not` }),
});

export const restart: SsmDocument = {
  name: 'Restart-Service',
  content: {
    parameters: { Service: { type: 'String', allowedPattern: '[a-z][a-z0-9-]{0,40}' } },
    mainSteps: [
      { name: 'drain', action: 'aws:executeAwsApi' },
      { name: 'restart', action: 'aws:executeScript' },
    ],
  },
};

/** The target before an emulated SSM. */
export const openSsm = async (clock: VirtualScheduler, options: SsmOptions = {}, settings: object = {}) => {
  const service = new SsmService({ scheduler: clock }, { documents: [restart], ...options });
  return { service, ...(await openAwsTarget('ssm', service, ssmRefusal(400, 'UnrecognizedClientException'), settings)) };
};

const ends = { succeeded: 'Success', failed: 'Failed', never: 'never' } as const;
const faults = { lost_before: 'lost-before', lost_after: 'lost-after' } as const;

export const ssmCase: TargetCase = {
  id: 'ssm',
  launch: { template: 'Restart-Service', parameters: { Service: 'payment' }, idempotencyKey: 'sw-0123456789' },
  secret: secretAccessKey,
  jobMs: 60_000,
  unknownJob: '00000000-0000-4000-8000-000000000000',
  refusals: [
    [400, 'InputError', false],
    [401, 'UpstreamError', false],
    [403, 'UpstreamError', false],
    [404, 'InputError', false],
    [409, 'UpstreamError', false],
    [429, 'UpstreamError', true],
    [500, 'UnknownOutcomeError', false],
    [502, 'UnknownOutcomeError', false],
    [503, 'UnknownOutcomeError', false],
    [504, 'UnknownOutcomeError', false],
  ],
  start: async (clock) => {
    const { service, wire, target, withSecret, answering, close } = await openSsm(clock);
    return {
      ...{ target, withSecret, answering, close },
      failStarts: (...wanted) =>
        wire.trouble(
          ...wanted.map((fault) => (typeof fault === 'string' ? faults[fault] : ssmRefusal(fault.status, undefined, fault.headers))),
        ),
      endJobs: (...wanted) => service.automations.end(...wanted.map((end) => ends[end])),
      started: () => service.automations.all().length,
    };
  },
};
