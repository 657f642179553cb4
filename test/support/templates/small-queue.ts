/** A FIFO queue with a dead-letter queue in front of one function. */
import type { TestStack } from './write-assembly.ts';

export const smallQueueHandlers = ['take'] as const;

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
    Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'take-role' } },
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
