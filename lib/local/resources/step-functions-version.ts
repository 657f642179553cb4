/** AWS::StepFunctions::StateMachineVersion: the machine as it is now, under a number. */
import type { ResourceType } from './resource-type.ts';

export const stepFunctionsVersion: ResourceType = {
  type: 'AWS::StepFunctions::StateMachineVersion',
  create: ({ properties, parts }) => {
    const { arn } = parts.states.publishVersion(properties.text('StateMachineArn'), {
      revisionId: properties.optionalText('StateMachineRevisionId'),
      description: properties.optionalText('Description'),
    });
    return { ref: arn, attributes: { Arn: arn } };
  },
};
