/** Creates a suite's resources in moto, each by the service's own call: the same properties the template gives the local cloud. */
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { CreateStreamCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import {
  CreateDatabaseCommand,
  CreateTableCommand as CreateTimestreamTableCommand,
  type CreateTableCommandInput as TimestreamTable,
  TimestreamWriteClient,
} from '@aws-sdk/client-timestream-write';
import type { Resources, Target } from '../services/contract.ts';

type Options = Target['options'];
type Properties = Resources[string]['Properties'];

const text = (properties: Properties, name: string): string => String(properties[name]);

/** Queue attributes are text, JSON included. */
const attributes = ({ QueueName: _, ...rest }: Properties): Record<string, string> =>
  Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)]),
  );

/** moto's own wire for what has no client here: form-encoded for IAM, JSON for Lambda. */
const post = (endpoint: string, service: string, path: string, type: string, body: string) =>
  fetch(`${endpoint}${path}`, {
    method: 'POST',
    headers: {
      'content-type': type,
      authorization: `AWS4-HMAC-SHA256 Credential=test/20261120/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=x`,
    },
    body,
  });

/** An archive with nothing in it: moto runs no code without containers. */
const emptyArchive = Buffer.from(`504b0506${'00'.repeat(18)}`, 'hex').toString('base64');

const creators: Readonly<Record<string, (properties: Properties, options: Options) => Promise<unknown>>> = {
  'AWS::DynamoDB::Table': async (properties, options) => {
    const client = new DynamoDBClient(options);
    const { TimeToLiveSpecification, ...input } = properties;
    await client.send(new CreateTableCommand(input as unknown as CreateTableCommandInput));
    const specification = TimeToLiveSpecification as { AttributeName: string; Enabled: boolean } | undefined;
    if (!specification) return;
    await client.send(new UpdateTimeToLiveCommand({ TableName: text(properties, 'TableName'), TimeToLiveSpecification: specification }));
  },
  'AWS::Kinesis::Stream': (properties, options) =>
    new KinesisClient(options).send(
      new CreateStreamCommand({ StreamName: text(properties, 'Name'), ShardCount: Number(properties['ShardCount'] ?? 1) }),
    ),
  'AWS::SQS::Queue': (properties, options) =>
    new SQSClient(options).send(new CreateQueueCommand({ QueueName: text(properties, 'QueueName'), Attributes: attributes(properties) })),
  'AWS::S3::Bucket': (properties, options) =>
    new S3Client({ ...options, forcePathStyle: true }).send(new CreateBucketCommand({ Bucket: text(properties, 'BucketName') })),
  'AWS::SecretsManager::Secret': (properties, options) =>
    new SecretsManagerClient(options).send(
      new CreateSecretCommand({ Name: text(properties, 'Name'), SecretString: text(properties, 'SecretString') }),
    ),
  'AWS::Timestream::Database': (properties, options) =>
    new TimestreamWriteClient(options).send(new CreateDatabaseCommand({ DatabaseName: text(properties, 'DatabaseName') })),
  'AWS::Timestream::Table': (properties, options) =>
    new TimestreamWriteClient(options).send(new CreateTimestreamTableCommand(properties as unknown as TimestreamTable)),
  'AWS::StepFunctions::StateMachine': (properties, options) =>
    new SFNClient(options).send(
      new CreateStateMachineCommand({
        name: text(properties, 'StateMachineName'),
        definition: text(properties, 'DefinitionString'),
        roleArn: `arn:aws:iam::123456789012:role/${text(properties, 'StateMachineName')}`,
      }),
    ),
  'AWS::IAM::Role': (properties, { endpoint }) => {
    const form = new URLSearchParams({
      ...{ Action: 'CreateRole', Version: '2010-05-08', RoleName: text(properties, 'RoleName') },
      AssumeRolePolicyDocument: JSON.stringify(properties['AssumeRolePolicyDocument']),
    });
    return post(endpoint, 'iam', '/', 'application/x-www-form-urlencoded', form.toString());
  },
  'AWS::Lambda::Function': (properties, { endpoint }) => {
    const { FunctionName, Handler, Runtime } = properties;
    const Role = `arn:aws:iam::123456789012:role/${FunctionName}`;
    const body = { FunctionName, Handler, Runtime, Role, Code: { ZipFile: emptyArchive } };
    return post(endpoint, 'lambda', '/2015-03-31/functions', 'application/json', JSON.stringify(body));
  },
};

/** In the order given; a type without a call here is an error. */
export const deployToMoto = async (resources: Resources, options: Options): Promise<void> => {
  for (const [name, { Type, Properties }] of Object.entries(resources)) {
    const create = creators[Type];
    if (!create) throw new Error(`${name}: no call creates a ${Type} in moto`);
    const answer = await create(Properties, options);
    if (answer instanceof Response && !answer.ok) throw new Error(`${name}: moto answered ${answer.status}: ${await answer.text()}`);
  }
};
