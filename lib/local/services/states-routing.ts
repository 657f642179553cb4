/** How an alias divides executions among versions (API reference, CreateStateMachineAlias, `routingConfiguration` [D]). */
import { AwsError } from '../service.ts';
import { type Body, objects, optionalNumber, text } from './json-wire.ts';

export interface Route {
  readonly stateMachineVersionArn: string;
  /** Per cent. */
  readonly weight: number;
}

export const routingOf = (input: Body): readonly Route[] =>
  objects(input, 'routingConfiguration').map((route) => ({
    stateMachineVersionArn: text(route, 'stateMachineVersionArn'),
    weight: optionalNumber(route, 'weight') ?? 100,
  }));

/** One or two different versions whose weights are 100 together. */
export function checkRouting(routing: readonly Route[]): void {
  const arns = new Set(routing.map(({ stateMachineVersionArn }) => stateMachineVersionArn));
  if (routing.length < 1 || routing.length > 2 || arns.size < routing.length)
    throw new AwsError('ValidationException', 'The routingConfiguration must have one or two different state machine versions');
  const sum = routing.reduce((total, { weight }) => total + weight, 0);
  if (sum !== 100 || routing.some(({ weight }) => weight < 0 || !Number.isInteger(weight)))
    throw new AwsError('ValidationException', 'Sum of routing configuration weights must equal 100');
}
