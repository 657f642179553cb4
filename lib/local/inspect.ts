/** Looks into a running cloud: what its streams, buckets, tables and queues hold, and what became of it. For reports and tests. */
import type { CloudParts } from './cloud-parts.ts';
import type { AccessReport } from './iam/access.ts';
import type { MappingAccount } from './mappings/mapping.ts';
import type { MeasuredCpu } from './meter/lambda-meter.ts';
import type { Usage } from './meter/meter.ts';
import { usageOf } from './meter/usage-of.ts';
import type { S3Service } from './services/s3.ts';
import type { SesService } from './services/ses.ts';
import type { SnsService } from './services/sns.ts';
import type { SqsService } from './services/sqs.ts';
import type { SsmAutomations } from './services/ssm-automations.ts';
import type { StatesService } from './services/states.ts';
import type { StreamRecord } from './services/stream-log.ts';
import type { TimestreamService } from './services/timestream.ts';

export interface FunctionAccount {
  readonly name: string;
  /** Where its code lies. */
  readonly folder: string;
  readonly invocations: number;
  readonly errors: number;
  readonly coldStarts: number;
  /** Totals of the metrics the function wrote: `Received`, `Suppressed{reason=silence}`, … */
  readonly metrics: Readonly<Record<string, number>>;
  /** What the function wrote of each item it took, by the item's id. */
  readonly outcomes: ReadonlyMap<string, string>;
}

interface MappingReport extends MappingAccount {
  readonly functionName: string;
  readonly sourceArn: string;
  /** Of a stream: the sequence numbers of the records in flight. */
  readonly unfinished: readonly string[];
}

export interface Inspectors {
  stream(name: string): { records(): readonly StreamRecord[] };
  bucket(name: string): { objects(): ReturnType<S3Service['objects']> };
  table(name: string): { items(): Promise<readonly Readonly<Record<string, unknown>>[]> };
  queue(name: string): {
    messages(): ReturnType<SqsService['messages']>;
    /** All messages it ever took in. */
    accepted(): ReturnType<SqsService['accepted']>;
  };
  /** E-mails that SES and text messages that SNS took, in order. They may hold signed links. */
  emails(): ReturnType<SesService['emails']>;
  texts(): ReturnType<SnsService['texts']>;
  /** A secret that no template creates: somebody of the account put it there. By name or ARN. */
  keepSecret(id: string, value: string): void;
  metricStore(database: string, table: string): { records(): ReturnType<TimestreamService['records']> };
  executions(): ReturnType<StatesService['executions']>;
  /** Executions of SSM Automation, and a person's answers to them. */
  readonly automations: SsmAutomations;
  functions(): readonly FunctionAccount[];
  /** One entry per event source mapping. */
  mappings(): readonly MappingReport[];
  /** What AWS would charge for all this, in counted units; the same in every deterministic run. */
  usage(): readonly Usage[];
  /** Processor time the functions really took: never the same twice. */
  measuredCpu(): ReadonlyMap<string, Readonly<MeasuredCpu>>;
  /** What the roles were granted and never needed, and what was denied. */
  permissions(): AccessReport;
}

const known = <Value>(kind: string, name: string, value: Value | undefined): Value => {
  if (value === undefined) throw new Error(`The local cloud has no ${kind} '${name}'.`);
  return value;
};

export const inspect = (parts: CloudParts): Inspectors => ({
  stream: (name) => ({ records: () => parts.kinesis.records(known('stream', name, parts.shards.has(name) ? name : undefined)) }),
  bucket: (name) => ({ objects: () => parts.s3.objects(known('bucket', name, parts.buckets.has(name) ? name : undefined)) }),
  table: (name) => ({ items: () => parts.dynamodb.items(known('table', name, parts.tables.has(name) ? name : undefined)) }),
  queue: (name) => {
    const arn = known('queue', name, parts.queues.get(name));
    return {
      messages: () => parts.sqs.messages(arn),
      accepted: () => parts.sqs.accepted(arn),
    };
  },
  emails: () => parts.ses.emails(),
  texts: () => parts.sns.texts(),
  keepSecret: (id, value) => {
    if (parts.secrets.arnOf(id) === undefined)
      parts.secrets.createSecret({ name: id, value, ...(id.startsWith('arn:') ? { arn: id } : {}) });
  },
  metricStore: (database, table) => ({ records: () => parts.timestream.records(database, table) }),
  executions: () => parts.states.executions(),
  automations: parts.ssm.automations,
  functions: () =>
    parts.functions.all().map((runtime) => {
      const { name, folder } = runtime.specification;
      return { name, folder, ...runtime.counts, metrics: parts.functions.metricsOf(name), outcomes: parts.functions.outcomesOf(name) };
    }),
  usage: () => usageOf(parts.meter, parts.states.executions()),
  measuredCpu: () => parts.meter.lambda.measured(),
  permissions: () => parts.access.report(),
  mappings: () =>
    parts.mappings.map(({ functionName, sourceArn, account, unfinished }) => ({
      ...{ functionName, sourceArn, ...account() },
      unfinished: unfinished?.() ?? [],
    })),
});
