/** AWS::ApiGatewayV2::Stage: `$default` with automatic deployment; throttling is not emulated, access logs are only charged. */
import { TemplateError } from '../template/template-error.ts';
import type { ResourceType } from './resource-type.ts';

export const apiGatewayStage: ResourceType = {
  type: 'AWS::ApiGatewayV2::Stage',
  create: ({ properties, parts }) => {
    const name = properties.text('StageName');
    if (name !== '$default') throw new TemplateError(properties.where, `the stage '${name}' is not supported, only '$default'`);
    const log = properties.group('AccessLogSettings');
    const api = parts.apis.get(properties.text('ApiId'));
    if (api && log.has('DestinationArn'))
      api.accessLog = { group: log.text('DestinationArn').split(':log-group:')[1]?.replace(/:\*$/, '') ?? '', format: log.text('Format') };
    return { ref: name };
  },
};
