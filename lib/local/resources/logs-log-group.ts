/** AWS::Logs::LogGroup: a name; what functions log is told as events of the local cloud. */
import { TemplateError } from '../template/template-error.ts';
import { keyOf } from './encryption.ts';
import type { ResourceRequest, ResourceType } from './resource-type.ts';

/** The service itself uses the key, so the key's policy must let it (CloudWatch Logs User Guide, "Encrypt log data … using AWS KMS" [D]). */
const logsKeyActions: readonly string[] = ['Encrypt', 'Decrypt', 'ReEncryptFrom', 'ReEncryptTo', 'GenerateDataKey', 'DescribeKey'];

const checkKey = ({ properties, parts }: ResourceRequest, groupArn: string): void => {
  const key = keyOf(properties, parts, properties.optionalText('KmsKeyId'));
  if (key === undefined) return;
  const service = `logs.${parts.region}.amazonaws.com`;
  const context = { 'kms:encryptioncontext:aws:logs:arn': groupArn };
  for (const action of logsKeyActions)
    if (!parts.access.letsIn({ service, sourceArn: groupArn }, { action: `kms:${action}`, resource: key }, context))
      throw new TemplateError(properties.where, `the policy of the key ${key} does not let ${service} do kms:${action}`);
};

export const logsLogGroup: ResourceType = {
  type: 'AWS::Logs::LogGroup',
  create: (request) => {
    const { properties, generatedName, parts } = request;
    const name = properties.optionalText('LogGroupName') ?? generatedName;
    parts.meter.logs.addGroup(name, properties.optionalNumber('RetentionInDays'));
    const arn = `arn:aws:logs:${parts.region}:${parts.account}:log-group:${name}`;
    checkKey(request, arn);
    return { ref: name, attributes: { Arn: `${arn}:*` } };
  },
};
