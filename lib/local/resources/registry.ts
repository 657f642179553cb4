/** Every CloudFormation type the local cloud supports; one line here and one file make another. */
import { apiGatewayApi } from './api-gateway-api.ts';
import { apiGatewayApiMapping } from './api-gateway-api-mapping.ts';
import { apiGatewayAuthorizer } from './api-gateway-authorizer.ts';
import { apiGatewayDomainName } from './api-gateway-domain-name.ts';
import { apiGatewayIntegration } from './api-gateway-integration.ts';
import { apiGatewayRoute } from './api-gateway-route.ts';
import { apiGatewayStage } from './api-gateway-stage.ts';
import { cdkMetadata } from './cdk-metadata.ts';
import { cloudwatchAlarm } from './cloudwatch-alarm.ts';
import { cloudwatchDashboard } from './cloudwatch-dashboard.ts';
import { dynamodbGlobalTable } from './dynamodb-global-table.ts';
import { dynamodbTable } from './dynamodb-table.ts';
import { eksAccessEntry } from './eks-access-entry.ts';
import { iamManagedPolicy } from './iam-managed-policy.ts';
import { iamPolicy } from './iam-policy.ts';
import { iamRole } from './iam-role.ts';
import { kinesisStream } from './kinesis-stream.ts';
import { kinesisStreamConsumer } from './kinesis-stream-consumer.ts';
import { kmsAlias } from './kms-alias.ts';
import { kmsKey } from './kms-key.ts';
import { lambdaEventSourceMapping } from './lambda-event-source-mapping.ts';
import { lambdaFunction } from './lambda-function.ts';
import { lambdaPermission } from './lambda-permission.ts';
import { logsLogGroup } from './logs-log-group.ts';
import type { ResourceType } from './resource-type.ts';
import { s3Bucket } from './s3-bucket.ts';
import { s3BucketPolicy } from './s3-bucket-policy.ts';
import { secretsManagerSecret } from './secrets-manager-secret.ts';
import { snsSubscription } from './sns-subscription.ts';
import { snsTopic } from './sns-topic.ts';
import { snsTopicPolicy } from './sns-topic-policy.ts';
import { sqsQueue } from './sqs-queue.ts';
import { sqsQueuePolicy } from './sqs-queue-policy.ts';
import { stepFunctionsAlias } from './step-functions-alias.ts';
import { stepFunctionsStateMachine } from './step-functions-state-machine.ts';
import { stepFunctionsVersion } from './step-functions-version.ts';
import { timestreamDatabase } from './timestream-database.ts';
import { timestreamTable } from './timestream-table.ts';

export const resourceTypes: readonly ResourceType[] = [
  apiGatewayApi,
  apiGatewayApiMapping,
  apiGatewayAuthorizer,
  apiGatewayDomainName,
  apiGatewayIntegration,
  apiGatewayRoute,
  apiGatewayStage,
  cdkMetadata,
  cloudwatchAlarm,
  cloudwatchDashboard,
  dynamodbGlobalTable,
  dynamodbTable,
  eksAccessEntry,
  iamManagedPolicy,
  iamPolicy,
  iamRole,
  kinesisStream,
  kinesisStreamConsumer,
  kmsAlias,
  kmsKey,
  lambdaEventSourceMapping,
  lambdaFunction,
  lambdaPermission,
  logsLogGroup,
  s3BucketPolicy,
  s3Bucket,
  secretsManagerSecret,
  snsSubscription,
  snsTopicPolicy,
  snsTopic,
  sqsQueuePolicy,
  sqsQueue,
  stepFunctionsAlias,
  stepFunctionsStateMachine,
  stepFunctionsVersion,
  timestreamDatabase,
  timestreamTable,
];
