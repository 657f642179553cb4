/** Every emulated service, one of each. */
import { workflowStartMs } from './aws-delays.ts';
import type { CloudEvent } from './cloud-event.ts';
import type { AccessControl } from './iam/access.ts';
import type { Invoker } from './service.ts';
import { BedrockRuntimeService } from './services/bedrock-runtime.ts';
import { DynamoDbService } from './services/dynamodb.ts';
import { KinesisService } from './services/kinesis.ts';
import { LambdaService, type StandInFunction } from './services/lambda.ts';
import { S3Service } from './services/s3.ts';
import { SecretsManagerService } from './services/secrets-manager.ts';
import { SesService } from './services/ses.ts';
import { SnsService } from './services/sns.ts';
import { SqsService } from './services/sqs.ts';
import { SsmService } from './services/ssm.ts';
import type { AutomationRecord, SsmOptions } from './services/ssm-automations.ts';
import { StatesService } from './services/states.ts';
import { TimestreamService } from './services/timestream.ts';
import type { CloudScheduler } from './time/cloud-scheduler.ts';

interface Surroundings {
  readonly scheduler: CloudScheduler;
  readonly invoker: Invoker;
  readonly account: string;
  readonly region: string;
  /** Where the services answer. */
  readonly url: string;
  readonly tell: (event: CloudEvent) => void;
  readonly access: AccessControl;
  readonly modelUrl: string | undefined;
  /** What others keep in the account: documents of Automation, and functions that no template has. */
  readonly kept: { readonly ssm: SsmOptions; readonly functions: Readonly<Record<string, StandInFunction>> };
  readonly isDeployed: (functionName: string) => boolean;
  readonly onAutomationStep: (run: AutomationRecord) => void;
}

export const createServices = ({ scheduler, invoker, account, region, url, tell, access, modelUrl, ...others }: Surroundings) => ({
  kinesis: new KinesisService({ scheduler, account, region }),
  dynamodb: new DynamoDbService({ account, region }),
  sqs: new SqsService({ scheduler, region, account, url }),
  s3: new S3Service({ scheduler, region, account }),
  timestream: new TimestreamService({ scheduler, region, account, address: () => new URL(url).host }),
  secrets: new SecretsManagerService({ scheduler, region, account }),
  bedrock: new BedrockRuntimeService({ modelUrl }),
  ses: new SesService({ scheduler, onEmail: (email) => tell({ type: 'email', at: scheduler.now(), email }) }),
  ssm: new SsmService({ scheduler, onStep: others.onAutomationStep }, others.kept.ssm),
  lambda: new LambdaService({ invoker, isDeployed: others.isDeployed, functions: others.kept.functions }),
  sns: new SnsService({ scheduler, onText: (text) => tell({ type: 'text', at: scheduler.now(), text }) }),
  states: new StatesService({
    scheduler,
    startDelayMs: workflowStartMs,
    invoker,
    region,
    account,
    refusal: ({ machineName, roleArn, session, action, resource }) =>
      access.refusal({ who: machineName, role: roleArn.split('/').at(-1) ?? roleArn, session }, { action, resource }),
    onChange: ({ options, status, output, error, cause }) =>
      tell({ type: 'execution', at: scheduler.now(), machine: options.machineName, name: options.name, status, output, error, cause }),
  }),
});
