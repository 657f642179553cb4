/** AWS::ApiGatewayV2::ApiMapping: the API that a domain leads to, all of it. */
import { TemplateError } from '../template/template-error.ts';
import type { ResourceType } from './resource-type.ts';

export const apiGatewayApiMapping: ResourceType = {
  type: 'AWS::ApiGatewayV2::ApiMapping',
  create: ({ properties, logicalId, parts }) => {
    properties.refuse('ApiMappingKey');
    const domain = parts.domains.get(properties.text('DomainName'));
    const api = parts.apis.get(properties.text('ApiId'));
    if (domain === undefined || api === undefined) throw new TemplateError(properties.where, 'the domain or the API does not exist');
    domain.apiId = api.id;
    return { ref: logicalId, attributes: { ApiMappingId: logicalId } };
  },
};
