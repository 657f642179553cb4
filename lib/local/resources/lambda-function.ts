/** AWS::Lambda::Function: the bundled asset with the template's environment, nothing else. */
import { statSync } from 'node:fs';
import { localSecretKey } from '../cloud-parts.ts';
import { checkFunction } from '../quotas/lambda-function.ts';
import { TemplateError } from '../template/template-error.ts';
import { checkRole } from './passed-role.ts';
import type { ResourceType } from './resource-type.ts';

export const lambdaFunction: ResourceType = {
  type: 'AWS::Lambda::Function',
  create: ({ properties, generatedName, parts, asset }) => {
    properties.refuse('VpcConfig', 'FileSystemConfigs', 'Layers', 'ImageConfig', 'DeadLetterConfig');
    const code = properties.group('Code');
    code.refuse('ZipFile', 'ImageUri', 'S3ObjectVersion');
    const runtime = properties.text('Runtime');
    if (!runtime.startsWith('nodejs')) throw new TemplateError(properties.where, `the runtime ${runtime} is not supported`);
    const folder = asset(code.text('S3Key'));
    if (!statSync(folder).isDirectory()) throw new TemplateError(properties.where, `the asset ${folder} is not a folder`);
    const name = properties.optionalText('FunctionName') ?? generatedName;
    const arn = `arn:aws:lambda:${parts.region}:${parts.account}:function:${name}`;
    const roleArn = properties.text('Role');
    const roleName = parts.roles.get(roleArn) ?? roleArn.split('/').at(-1) ?? roleArn;
    checkRole(properties, parts, { role: roleName, service: 'lambda.amazonaws.com', sourceArn: arn });
    if (parts.functions.find(arn)) throw new TemplateError(properties.where, `there is a function ${name} already`);
    const memoryMb = properties.number('MemorySize', 128);
    const own = Object.fromEntries(
      Object.entries(properties.group('Environment').group('Variables').fields).map(([key, value]) => [key, String(value)] as const),
    );
    checkFunction(properties, { name, folder, variables: own });
    parts.functions.add({
      name,
      arn,
      roleName,
      roleArn,
      folder,
      handler: properties.text('Handler'),
      memoryMb,
      timeoutMs: properties.number('Timeout', 3) * 1_000,
      variables: {
        TZ: ':UTC',
        ...own,
        AWS_REGION: parts.region,
        AWS_DEFAULT_REGION: parts.region,
        AWS_ACCESS_KEY_ID: roleName,
        AWS_SECRET_ACCESS_KEY: localSecretKey,
        AWS_ENDPOINT_URL: parts.endpoint,
        // The clients look at nothing but a constructor option; their adapters read these.
        AWS_ENDPOINT_URL_TIMESTREAM_WRITE: parts.endpoint,
        AWS_ENDPOINT_URL_TIMESTREAM_QUERY: parts.endpoint,
        AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}`,
        AWS_LAMBDA_FUNCTION_NAME: name,
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
        AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
        AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
        LAMBDA_TASK_ROOT: folder,
        _HANDLER: properties.text('Handler'),
      },
    });
    return { ref: name, attributes: { Arn: arn } };
  },
};
