/** One function of `functions/`: its bundle with the policy beside it, a role that may do nothing yet, and a log group that expires. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Deployment } from './deployment.ts';
import { exempt } from './exempt.ts';
import { SynthesisError } from './synthesis-error.ts';

export interface StageFunctionProps {
  /** The folder under `functions/`; also the function's name after the prefix, and its `service` in logs and metrics. */
  readonly name: string;
  readonly description: string;
  /** MB. */
  readonly memory: number;
  readonly timeout: Duration;
  readonly environment: Readonly<Record<string, string>>;
}

export class StageFunction extends Construct {
  readonly name: string;
  /** Of the deployment; with the name, the dimensions of its metrics. */
  readonly environment: string;
  readonly function: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, deployment: Deployment, props: StageFunctionProps) {
    super(scope, id);
    const { assetFolder, prefix, root, settings } = deployment;
    this.name = props.name;
    this.environment = settings.environment;
    const functionName = `${prefix}-${props.name}`;
    const source = join(root, 'functions', props.name);
    if (!existsSync(join(source, 'handler.ts'))) throw new SynthesisError(`functions/${props.name}/handler.ts is missing`);

    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: settings.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `What ${functionName} may do`,
    });
    this.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]);
    this.function = new LambdaFunction(this, 'Function', {
      functionName,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(Stack.of(this).bundlingRequired ? assetFolder(props.name) : source),
      handler: 'index.handler',
      memorySize: props.memory,
      timeout: props.timeout,
      role: this.role,
      logGroup,
      environment: {
        ENVIRONMENT: settings.environment,
        POWERTOOLS_SERVICE_NAME: props.name,
        POWERTOOLS_LOG_LEVEL: settings.logLevel,
        NODE_OPTIONS: '--enable-source-maps',
        ...props.environment,
      },
    });
  }

  /** Grants exactly these actions on exactly these resources. */
  allow(actions: readonly string[], resources: readonly string[]): void {
    this.role.addToPolicy(new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [...resources] }));
  }

  /** Grants exactly these actions on items of a table whose partition key has one of these beginnings (`incident#`), and on no other. */
  allowPartitions(actions: readonly string[], table: string, beginnings: readonly string[]): void {
    const like = beginnings.map((beginning) => `${beginning}*`);
    const conditions = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': like }, Null: { 'dynamodb:LeadingKeys': 'false' } };
    this.role.addToPolicy(new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [table], conditions }));
  }

  /** Grants actions that IAM knows no resource for. */
  allowAnywhere(actions: readonly string[], reason: string): void {
    this.allow(actions, ['*']);
    exempt(this.role, { 'AwsSolutions-IAM5[Resource::*]': reason });
  }

  /** Grants putting objects under a prefix of another stack's bucket, without reading, listing or deleting any. */
  allowPut(bucket: Bucket, prefix: string): void {
    const arn = Stack.of(bucket).exportValue(bucket.bucketArn);
    this.allow(['s3:PutObject'], [`${arn}/${prefix}/*`]);
    const { 'Fn::ImportValue': exportName } = Stack.of(this).resolve(arn) as { 'Fn::ImportValue': string };
    exempt(this.role, {
      [`AwsSolutions-IAM5[Resource::${exportName}/${prefix}/*]`]:
        'The rest of an object’s key follows from what is in it; the prefix is this writer’s own.',
    });
  }
}
