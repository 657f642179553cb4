/** Everything a resource may be created in: the services, the functions and the places where things of the cloud are registered. */
import type { CloudEvent } from './cloud-event.ts';
import type { Interceptors } from './cloud-options.ts';
import type { BearerRule, Route } from './front/match-route.ts';
import type { RequestAuthorizer } from './front/request-authorizer.ts';
import type { AccessControl } from './iam/access.ts';
import type { ClusterRole } from './iam/cluster-token.ts';
import type { Mapping } from './mappings/mapping.ts';
import type { Meter } from './meter/meter.ts';
import type { FunctionRegistry } from './runtime/function-registry.ts';
import type { DynamoDbService } from './services/dynamodb.ts';
import type { KinesisService } from './services/kinesis.ts';
import type { S3Service } from './services/s3.ts';
import type { SecretsManagerService } from './services/secrets-manager.ts';
import type { SesService } from './services/ses.ts';
import type { SnsService } from './services/sns.ts';
import type { SqsService } from './services/sqs.ts';
import type { SsmService } from './services/ssm.ts';
import type { StatesService } from './services/states.ts';
import type { TimestreamService } from './services/timestream.ts';
import type { CloudScheduler } from './time/cloud-scheduler.ts';

/** Where everything lives that the local cloud creates. */
export const account = '123456789012';
/** What every function signs with; its role's name is the id of its key. */
export const localSecretKey = 'local';
export const region = 'us-east-1';
export const host = '127.0.0.1';

/** An HTTP API while it is put together. */
export interface ApiParts {
  readonly id: string;
  /** It has no address but its domain. */
  readonly behindDomain: boolean;
  readonly routes: Route[];
  /** By id. */
  readonly integrations: Map<string, Pick<Route, 'functionArn' | 'statuses'>>;
  /** By id. */
  readonly authorizers: Map<
    string,
    | { readonly kind: 'bearer'; readonly rule: Omit<BearerRule, 'scopes'> }
    | { readonly kind: 'request'; readonly authorizer: RequestAuthorizer }
  >;
  /** Where requests are logged, and as what. */
  accessLog?: AccessLog;
}

/** A domain while it is put together. */
export interface DomainParts {
  readonly name: string;
  readonly asksForCertificate: boolean;
  /** PEM bundle of the authorities whose certificates it takes; undefined where it asks for none, or the bundle is not on this machine. */
  readonly trustStore: string | undefined;
  /** Where it leads. */
  apiId: string | undefined;
}

interface AccessLog {
  readonly group: string;
  readonly format: string;
}

export interface CloudParts {
  readonly account: string;
  readonly region: string;
  readonly scheduler: CloudScheduler;
  readonly interceptors: Interceptors;
  readonly kinesis: KinesisService;
  readonly dynamodb: DynamoDbService;
  readonly sqs: SqsService;
  readonly s3: S3Service;
  readonly timestream: TimestreamService;
  readonly secrets: SecretsManagerService;
  readonly ses: SesService;
  readonly sns: SnsService;
  readonly ssm: SsmService;
  readonly states: StatesService;
  /** What an API's endpoint attribute says. */
  readonly publicUrl: string;
  /** Where the services answer. */
  readonly endpoint: string;
  readonly access: AccessControl;
  readonly meter: Meter;
  readonly apis: Map<string, ApiParts>;
  /** By name. */
  readonly domains: Map<string, DomainParts>;
  readonly functions: FunctionRegistry;
  readonly mappings: Mapping[];
  /** Stream name → its shards. */
  readonly shards: Map<string, readonly string[]>;
  readonly tables: Set<string>;
  readonly buckets: Set<string>;
  /** Queue name → ARN. */
  readonly queues: Map<string, string>;
  /** ARN → document. */
  readonly managedPolicies: Map<string, unknown>;
  /** Role ARN → name. */
  readonly roles: Map<string, string>;
  /** Whom the EKS clusters let in. */
  readonly clusterRoles: ClusterRole[];
  /** Tells whoever watches the cloud. */
  tell(event: CloudEvent): void;
  /** UUIDs that are the same in every run of a seed. */
  nextUuid(purpose: string): string;
}
