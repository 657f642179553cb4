/** A FIFO queue with a dead-letter queue in front of one function. */
import { lambdaTrust, mayLog } from './roles.ts';
import type { TestStack } from './write-assembly.ts';

export const smallQueueHandlers = ['take'] as const;

const mayTake = {
  Effect: 'Allow',
  Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
  Resource: { 'Fn::GetAtt': ['Queue', 'Arn'] },
};

export const smallQueue: TestStack = {
  Resources: {
    Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead.fifo', FifoQueue: true } },
    Queue: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        QueueName: 'findings.fifo',
        FifoQueue: true,
        VisibilityTimeout: 60,
        RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 3 },
      },
    },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: 'take-role',
        AssumeRolePolicyDocument: lambdaTrust,
        Policies: [{ PolicyName: 'own', PolicyDocument: { Version: '2012-10-17', Statement: [mayLog('take'), mayTake] } }],
      },
    },
    Take: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'take',
        Code: { S3Bucket: 'assets', S3Key: 'take.zip' },
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
      },
    },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
        FunctionName: { Ref: 'Take' },
        BatchSize: 10,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      },
    },
  },
  Outputs: { QueueUrl: { Value: { Ref: 'Queue' } } },
};
