/** One of everything that can be encrypted, with one key of the template, and three roles of which only one may use the key. */
import { lambdaTrust } from './roles.ts';
import type { TestStack } from './write-assembly.ts';

const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const root = { AWS: 'arn:aws:iam::123456789012:root' };

const serviceActions = ['kinesis:*', 'sqs:*', 'dynamodb:*', 's3:*', 'secretsmanager:*'];

const role = (name: string, statements: readonly unknown[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: name,
    AssumeRolePolicyDocument: lambdaTrust,
    Policies: [{ PolicyName: 'own', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
  },
});
const services = { Effect: 'Allow', Action: serviceActions, Resource: '*' };

/** The statement that leaves a key to the account's own policies. */
export const delegation = { Effect: 'Allow', Principal: root, Action: 'kms:*', Resource: '*' };

/** CloudWatch Logs uses a group's key itself. */
export const letsLogs = {
  Effect: 'Allow',
  Principal: { Service: 'logs.us-east-1.amazonaws.com' },
  Action: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
  Resource: '*',
  Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:us-east-1:123456789012:log-group:*' } },
};

export const encrypted = (keyStatements: readonly unknown[] = [delegation, letsLogs]): TestStack => ({
  Resources: {
    Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Version: '2012-10-17', Statement: keyStatements } } },
    Alias: { Type: 'AWS::KMS::Alias', Properties: { AliasName: 'alias/own', TargetKeyId: { Ref: 'Key' } } },
    Stream: {
      Type: 'AWS::Kinesis::Stream',
      Properties: { Name: 's', ShardCount: 1, StreamEncryption: { EncryptionType: 'KMS', KeyId: arn('Key') } },
    },
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'q', KmsMasterKeyId: { Ref: 'Alias' } } },
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: 'things',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: arn('Key') },
      },
    },
    Bucket: {
      Type: 'AWS::S3::Bucket',
      Properties: {
        BucketName: 'objects',
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            { ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: { Ref: 'Key' } } },
          ],
        },
      },
    },
    Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'word', SecretString: 'x', KmsKeyId: arn('Key') } },
    Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'g', KmsKeyId: arn('Key') } },
    Managed: {
      Type: 'AWS::Kinesis::Stream',
      Properties: { Name: 'managed', ShardCount: 1, StreamEncryption: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' } },
    },
    With: role('with', [services, { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: arn('Key') }]),
    Without: role('without', [services]),
  },
  Outputs: { Key: { Value: arn('Key') }, QueueUrl: { Value: { Ref: 'Queue' } } },
});
