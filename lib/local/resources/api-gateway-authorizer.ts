/** AWS::ApiGatewayV2::Authorizer: bearer tokens of an OpenID Connect issuer. */
import { TemplateError } from '../template/template-error.ts';
import type { ResourceType } from './resource-type.ts';

const identitySource = '$request.header.Authorization';

export const apiGatewayAuthorizer: ResourceType = {
  type: 'AWS::ApiGatewayV2::Authorizer',
  create: ({ properties, logicalId, parts }) => {
    const type = properties.text('AuthorizerType');
    if (type !== 'JWT') throw new TemplateError(properties.where, `authorisers of type ${type} are not supported, only JWT`);
    if (String(properties.list('IdentitySource')) !== identitySource)
      throw new TemplateError(properties.where, `the token is looked for in ${identitySource} only`);
    const configuration = properties.group('JwtConfiguration');
    const audience = configuration.list('Audience').map(String);
    if (audience.length === 0) throw new TemplateError(configuration.where, 'at least one audience is needed');
    const api = parts.apis.get(properties.text('ApiId'));
    if (!api) throw new TemplateError(properties.where, 'the API does not exist');
    api.authorizers.set(logicalId, { issuer: configuration.text('Issuer'), audience });
    return { ref: logicalId, attributes: { AuthorizerId: logicalId } };
  },
};
