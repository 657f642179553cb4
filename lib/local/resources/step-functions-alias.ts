/** AWS::StepFunctions::StateMachineAlias: a name for one version, or for two by weight; a deployment goes to its version at once. */
import { Properties } from '../template/properties.ts';
import type { ResourceType } from './resource-type.ts';

export const stepFunctionsAlias: ResourceType = {
  type: 'AWS::StepFunctions::StateMachineAlias',
  create: ({ properties, generatedName, parts }) => {
    const routes = properties.list('RoutingConfiguration').map((route) => {
      const fields = new Properties(`${properties.where} RoutingConfiguration`, route as Readonly<Record<string, unknown>>);
      return { stateMachineVersionArn: fields.text('StateMachineVersionArn'), weight: fields.number('Weight') };
    });
    const routing = properties.has('DeploymentPreference')
      ? [{ stateMachineVersionArn: properties.group('DeploymentPreference').text('StateMachineVersionArn'), weight: 100 }]
      : routes;
    const arn = parts.states.createAlias({
      name: properties.optionalText('Name') ?? generatedName,
      description: properties.optionalText('Description'),
      routing,
    });
    return { ref: arn, attributes: { Arn: arn } };
  },
};
