/** Step Functions: machines and executions by their ARNs; SendTask* are on the machine that waits for the token. */
import { inputOf, jsonDenial, type ServiceActions, textOf } from './service-actions.ts';

/** Actions that know no resource (Service Authorization Reference [D]). */
const withoutResource: readonly string[] = ['ListStateMachines', 'ListActivities'];

export const statesActions: ServiceActions = {
  signingName: 'states',
  needed: (request, place) => {
    const action = `states:${request.operation}`;
    const input = inputOf(request);
    if (withoutResource.includes(request.operation)) return [{ action, resource: '*' }];
    if (request.operation.startsWith('SendTask')) {
      // The reference names no resource, AWS checks the machine's ARN (aws/aws-cdk#8486, NOAA-OWP/hydrovis#837 [S]).
      const machine = place.machineOfToken(textOf(input, 'taskToken') ?? '');
      // A token of no waiting task: the service says so itself [U].
      return machine === undefined ? [] : [{ action, resource: machine }];
    }
    return [{ action, resource: textOf(input, 'stateMachineArn') ?? textOf(input, 'executionArn') ?? '*' }];
  },
  // 400 as recorded in FormidableLabs/aws-lambda-serverless-reference#31 [S].
  denial: jsonDenial({ version: '1.0', type: 'AccessDeniedException', status: 400 }),
};
