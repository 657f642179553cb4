/** What a fault at a call is where the target is an AWS service: the same trouble in the service's own words. */
import { serviceErrors } from '#lib/local/faults/service-errors.ts';
import { jsonDenial } from '#lib/local/iam/actions/service-actions.ts';
import type { ServiceResponse } from '#lib/local/service.ts';
import { lambdaError } from '#lib/local/services/lambda.ts';
import type { AwsBench } from './benches/aws-bench.ts';
import type { CallFault } from './fault-kinds.ts';

const refusal = 'is not authorized to perform this action';

const denied: Readonly<Record<AwsBench['service'], ServiceResponse>> = {
  ssm: jsonDenial({ version: '1.1', type: 'AccessDeniedException', status: 400 })(refusal),
  lambda: lambdaError(403, 'AccessDeniedException', refusal),
};

/** Undefined: the connection breaks instead of an answer. */
export const awsAnswer = ({ fate: { answer } }: CallFault, service: AwsBench['service']): ServiceResponse | undefined => {
  if (answer.lost) return undefined;
  if (answer.status === 403) return denied[service];
  if (answer.status === 429) return serviceErrors[service]?.busy;
  if (answer.status === 503) return serviceErrors[service]?.failed;
  return answer;
};
