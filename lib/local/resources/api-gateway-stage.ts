/** AWS::ApiGatewayV2::Stage: `$default` with automatic deployment; throttling and access logs are not emulated. */
import { TemplateError } from '../template/template-error.ts';
import type { ResourceType } from './resource-type.ts';

export const apiGatewayStage: ResourceType = {
  type: 'AWS::ApiGatewayV2::Stage',
  create: ({ properties }) => {
    const name = properties.text('StageName');
    if (name !== '$default') throw new TemplateError(properties.where, `the stage '${name}' is not supported, only '$default'`);
    return { ref: name };
  },
};
