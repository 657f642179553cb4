/** Operators' own functions in a rehearsal: they keep the contract of the lambda target. */
import type { ServiceRequest } from '#lib/local/service.ts';
import { calledFunction } from '#lib/local/services/lambda.ts';
import { started } from '../rehearsed.ts';
import type { AwsBench } from './aws-bench.ts';

const textIn = ({ body }: ServiceRequest, name: string): string => {
  const value: unknown = body.length === 0 ? undefined : Reflect.get(Object(JSON.parse(body.toString())), name);
  return typeof value === 'string' ? value : '';
};

/** Only whether the function is there and may be called. */
const isCheck = ({ headers }: ServiceRequest): boolean => headers['x-amz-invocation-type'] === 'DryRun';

const keyOfStart = (request: ServiceRequest): string | undefined =>
  !isCheck(request) && ['dry_run', 'run', 'undo'].includes(textIn(request, 'mode')) ? textIn(request, 'idempotencyKey') : undefined;

const nameWithoutAlias = (template: string): string => template.split(':')[0] ?? '';

export const lambdaBench: AwsBench = {
  ...{ id: 'lambda', service: 'lambda' },
  settings: (rehearsed) => ({
    runbookFunctions: Object.fromEntries(started(rehearsed).map(({ template }) => [nameWithoutAlias(template), {}])),
  }),
  nameOf: (request) => `Invoke ${calledFunction(request)?.name} (${isCheck(request) ? 'check' : textIn(request, 'mode')})`,
  keyOfStart,
  endNext: ({ standIns }, end, request) => standIns.runbookFunctions.get(calledFunction(request)?.name ?? '')?.endRuns(end),
  jobs: ({ standIns }) =>
    [...standIns.runbookFunctions.values()]
      .flatMap((each) => each.runs())
      .toSorted((one, other) => one.startedAt - other.startedAt)
      .map(({ key, status }) => ({ key, status })),
};
