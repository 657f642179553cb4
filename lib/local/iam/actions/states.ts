/** Step Functions: machines and executions by their ARNs; SendTask* are on the machine that waits for the token. */
import { machineArnOf } from '../../services/states-machines.ts';
import { type Input, inputOf, jsonDenial, type Place, type ServiceActions, textOf } from './service-actions.ts';

/** Actions that know no resource (Service Authorization Reference [D]). */
const withoutResource: readonly string[] = ['ListStateMachines', 'ListActivities', 'ValidateStateMachineDefinition'];

interface Wanted {
  readonly operation: string;
  readonly resource: string;
}

/**
 * Versions and aliases are asked for by their machine's ARN; who publishes with a machine needs that permission, too (Developer Guide,
 * "Authorization for versions and aliases" [D]).
 */
const permissionsOf = (operation: string, input: Input, { account, region }: Place): readonly Wanted[] => {
  const route = (Array.isArray(input['routingConfiguration']) ? input['routingConfiguration'][0] : {}) as Input;
  const named = operation === 'CreateStateMachine' ? textOf(input, 'name') : undefined;
  const arn =
    (named === undefined ? undefined : `arn:aws:states:${region}:${account}:stateMachine:${named}`) ??
    textOf(input, 'stateMachineArn') ??
    textOf(input, 'stateMachineVersionArn') ??
    textOf(input, 'stateMachineAliasArn') ??
    textOf(route, 'stateMachineVersionArn');
  const resource = arn === undefined ? (textOf(input, 'executionArn') ?? '*') : machineArnOf(arn);
  const published = input['publish'] === true ? [{ operation: 'PublishStateMachineVersion', resource }] : [];
  return [{ operation, resource }, ...published];
};

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
    return permissionsOf(request.operation, input, place).map(({ operation, resource }) => ({ action: `states:${operation}`, resource }));
  },
  // 400 as recorded in FormidableLabs/aws-lambda-serverless-reference#31 [S].
  denial: jsonDenial({ version: '1.0', type: 'AccessDeniedException', status: 400 }),
};
