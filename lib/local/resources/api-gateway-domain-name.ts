/** AWS::ApiGatewayV2::DomainName: a regional domain; with a trust store, for holders of a certificate of its authorities. */
import { readFileSync } from 'node:fs';
import { Properties } from '../template/properties.ts';
import { TemplateError } from '../template/template-error.ts';
import type { ResourceType } from './resource-type.ts';

export const apiGatewayDomainName: ResourceType = {
  type: 'AWS::ApiGatewayV2::DomainName',
  create: ({ properties, generatedName, parts, asset }) => {
    properties.refuse('RoutingMode');
    const name = properties.text('DomainName');
    if (parts.domains.has(name)) throw new TemplateError(properties.where, `there is a domain ${name} already`);
    const [first, ...others] = properties.list('DomainNameConfigurations');
    const configuration = new Properties(properties.where, (first ?? {}) as Readonly<Record<string, unknown>>);
    if (others.length > 0 || configuration.text('EndpointType') !== 'REGIONAL' || configuration.text('SecurityPolicy') !== 'TLS_1_2')
      throw new TemplateError(properties.where, 'only one regional configuration with TLS_1_2 is supported');
    configuration.text('CertificateArn');
    const uri = properties.group('MutualTlsAuthentication').optionalText('TruststoreUri');
    const [, bucket = '', key = ''] = uri === undefined ? [] : (/^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? []);
    if (uri !== undefined && key === '') throw new TemplateError(properties.where, `the trust store ${uri} is not s3://bucket/key`);
    // What lies in a bucket of the operator's own is not on this machine.
    const trustStore = /^cdk-[a-z0-9]+-assets-/.test(bucket) ? readFileSync(asset(key), 'utf8') : undefined;
    parts.domains.set(name, { name, asksForCertificate: uri !== undefined, trustStore, apiId: undefined });
    const target = `d-${generatedName.toLowerCase().slice(-8)}.execute-api.${parts.region}.amazonaws.com`;
    return { ref: name, attributes: { RegionalDomainName: target, RegionalHostedZoneId: 'Z1UJRXOUMOOFQ8' } };
  },
};
