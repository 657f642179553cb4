/** AWS::Lambda::EventSourceMapping: from a Kinesis stream or an SQS queue to a function. */

import { type KinesisMappingSettings, startKinesisMapping } from '../mappings/kinesis-mapping.ts';
import { startSqsMapping } from '../mappings/sqs-mapping.ts';
import { base64Bytes } from '../meter/item-size.ts';
import type { Meter } from '../meter/meter.ts';
import { countRead } from '../meter/rules/kinesis.ts';
import { countObject } from '../meter/rules/s3.ts';
import { countQueueRequest } from '../meter/rules/sqs.ts';
import { checkQueueMapping, checkStreamMapping } from '../quotas/event-source-mapping.ts';
import type { FunctionRuntime } from '../runtime/function-runtime.ts';
import type { InvokeResult } from '../service.ts';
import type { EventMessage } from '../services/sqs.ts';
import type { Properties } from '../template/properties.ts';
import { TemplateError } from '../template/template-error.ts';
import type { ResourceRequest, ResourceType } from './resource-type.ts';

const failureBucket = (properties: Properties): string | undefined => {
  const arn = properties.group('DestinationConfig').group('OnFailure').optionalText('Destination');
  if (arn === undefined) return undefined;
  if (!arn.startsWith('arn:aws:s3:::')) throw new TemplateError(properties.where, `the failure destination ${arn} is not a bucket`);
  return arn.slice('arn:aws:s3:::'.length);
};

/** What Lambda's poller does in the function's role [D: Lambda Developer Guide, "Required permissions for an event source mapping"]. */
const describeActions = ['kinesis:DescribeStream', 'kinesis:DescribeStreamSummary', 'kinesis:ListShards'] as const;
const streamActions = [...describeActions, 'kinesis:GetShardIterator', 'kinesis:GetRecords'] as const;
const queueActions = ['sqs:GetQueueAttributes', 'sqs:ReceiveMessage'] as const;

/** `…:stream/<name>`, or a consumer of it with enhanced fan-out: `…:stream/<name>/consumer/<consumer>:<created>` [D]. */
const streamOf = (sourceArn: string) => {
  const [streamArn = '', consumer] = sourceArn.split('/consumer/');
  return { streamArn, streamName: streamArn.split('/').at(-1) ?? '', consumerArn: consumer === undefined ? undefined : sourceArn };
};

type May = (action: string, resource: string, grant?: string) => boolean;

const permissions =
  ({ access }: ResourceRequest['parts'], { specification: { name, roleName } }: FunctionRuntime): May =>
  (action, resource, grant = resource) => {
    const actor = { who: name, role: roleName, session: name };
    const permission = { action, resource, grant };
    return access.refusal(actor, permission) === undefined && access.keyRefusal(actor, permission) === undefined;
  };

/** Invokes the function, and tells of what it was handed. */
const handOver =
  ({ scheduler, tell }: ResourceRequest['parts'], target: FunctionRuntime) =>
  async (event: unknown, ids: readonly string[]): Promise<InvokeResult> => {
    const at = scheduler.now();
    const result = await target.invoke(event);
    tell({ type: 'delivery', at, endedAt: scheduler.now(), function: target.specification.name, ids });
    return result;
  };

/** -1 is AWS's way to say without limit. */
const limit = (properties: Properties, name: string): number | undefined => {
  const value = properties.number(name, -1);
  return value === -1 ? undefined : value;
};

const fromStream = ({ properties, parts }: ResourceRequest, id: string, target: FunctionRuntime): void => {
  checkStreamMapping(properties);
  const sourceArn = properties.text('EventSourceArn');
  const { streamArn, streamName, consumerArn } = streamOf(sourceArn);
  const fanOut = consumerArn === undefined ? 'shared' : 'enhanced';
  const maxAgeSeconds = limit(properties, 'MaximumRecordAgeInSeconds');
  const bucket = failureBucket(properties);
  const needed = [
    ...(consumerArn === undefined
      ? streamActions.map((action) => [action, streamArn] as const)
      : [...describeActions.map((action) => [action, streamArn] as const), ['kinesis:SubscribeToShard', consumerArn] as const]),
    ...(bucket === undefined ? [] : [['s3:ListBucket', `arn:aws:s3:::${bucket}`] as const]),
  ];
  const may = permissions(parts, target);
  const settings: KinesisMappingSettings = {
    id,
    functionName: target.specification.name,
    functionArn: target.specification.arn,
    roleArn: target.specification.roleArn,
    sourceArn,
    streamName,
    fanOut,
    region: parts.region,
    batchSize: properties.number('BatchSize', 100),
    windowMs: properties.number('MaximumBatchingWindowInSeconds', 0) * 1_000,
    parallelizationFactor: properties.number('ParallelizationFactor', 1),
    bisects: properties.flag('BisectBatchOnFunctionError'),
    reportsFailures: properties.list('FunctionResponseTypes').includes('ReportBatchItemFailures'),
    maxRetries: limit(properties, 'MaximumRetryAttempts'),
    maxAgeMs: maxAgeSeconds === undefined ? undefined : maxAgeSeconds * 1_000,
    failureBucket: bucket,
  };
  const mapping = startKinesisMapping(settings, {
    scheduler: parts.scheduler,
    mayRead: () => needed.every(([action, resource]) => may(action, resource)),
    read: (shardId, after) => parts.kinesis.read(streamName, shardId, after),
    onRead: (records) => {
      const bytes = records.reduce((sum, { data }) => sum + base64Bytes(data), 0);
      countRead(parts.meter, streamName, fanOut, target.specification.name, bytes);
    },
    onArrival: (arrival) => parts.kinesis.onArrival(streamName, arrival),
    onShards: (heard) => {
      heard(parts.kinesis.shards(streamName));
      parts.kinesis.onReshape(streamName, heard);
    },
    invoke: handOver(parts, target),
    fateOf: () =>
      parts.interceptors.delivery?.({ function: settings.functionName, source: 'stream', at: parts.scheduler.now() }) ?? 'proceed',
    fateOfPoll: (shardId) =>
      parts.interceptors.poll?.({ function: settings.functionName, shardId, at: parts.scheduler.now() }) ?? 'proceed',
    putObject: async (bucket, key, body) => {
      const arn = `arn:aws:s3:::${bucket}`;
      // Without the permission the records are lost, as on AWS.
      if (!may('s3:PutObject', `${arn}/${key}`, `${arn}/*`)) return;
      parts.s3.put(bucket, key, body);
      countObject(parts.meter, bucket, target.specification.name, Buffer.byteLength(body));
    },
    nextUuid: () => parts.nextUuid(`mapping ${id}`),
  });
  parts.mappings.push(mapping);
};

/** Long polls of an idle queue: Lambda keeps five pollers, each asking every 20 s [S]; what they find is counted when it is found. */
const idlePollsPerHour = 5 * 180;

/** Counts what the poller asks of the queue: a receive for each batch, and one deletion of what succeeded. */
const countingPoller = (meter: Meter, queue: string, owner: string) => {
  let mayDelete = false;
  meter.hold('sqs-polls', idlePollsPerHour, owner);
  return {
    received: (messages: readonly EventMessage[]): readonly EventMessage[] => {
      mayDelete = messages.length > 0;
      if (mayDelete)
        countQueueRequest(
          meter,
          queue,
          owner,
          messages.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0),
        );
      return messages;
    },
    deleted: (): void => {
      if (mayDelete) countQueueRequest(meter, queue, owner, 0);
      mayDelete = false;
    },
  };
};

const fromQueue = ({ properties, parts }: ResourceRequest, id: string, target: FunctionRuntime): void => {
  const sourceArn = properties.text('EventSourceArn');
  const poller = countingPoller(parts.meter, sourceArn, target.specification.name);
  checkQueueMapping(properties, { ...parts.sqs.settings(sourceArn), timeoutSeconds: target.specification.timeoutMs / 1_000 });
  const may = permissions(parts, target);
  const mapping = startSqsMapping(
    {
      id,
      functionName: target.specification.name,
      sourceArn,
      region: parts.region,
      batchSize: properties.number('BatchSize', 10),
      reportsFailures: properties.list('FunctionResponseTypes').includes('ReportBatchItemFailures'),
    },
    {
      scheduler: parts.scheduler,
      receive: (max) => (queueActions.every((action) => may(action, sourceArn)) ? poller.received(parts.sqs.receive(sourceArn, max)) : []),
      delete: (receiptHandle) => {
        if (!may('sqs:DeleteMessage', sourceArn)) return false;
        poller.deleted();
        return parts.sqs.delete(sourceArn, receiptHandle);
      },
      onArrival: (arrival) => parts.sqs.onArrival(sourceArn, arrival),
      invoke: handOver(parts, target),
      fateOf: () =>
        parts.interceptors.delivery?.({ function: target.specification.name, source: 'queue', at: parts.scheduler.now() }) ?? 'proceed',
      counts: () => ({ accepted: parts.sqs.accepted(sourceArn).length, inFlight: parts.sqs.messages(sourceArn).length }),
    },
  );
  parts.mappings.push(mapping);
};

export const lambdaEventSourceMapping: ResourceType = {
  type: 'AWS::Lambda::EventSourceMapping',
  create: (request) => {
    const { properties, parts, logicalId } = request;
    properties.refuse('FilterCriteria', 'TumblingWindowInSeconds');
    const id = parts.nextUuid(`mapping ${logicalId}`);
    const target = parts.functions.find(properties.text('FunctionName'));
    if (!target) throw new TemplateError(properties.where, `there is no function ${properties.text('FunctionName')}`);
    const service = properties.text('EventSourceArn').split(':')[2];
    const start = service === 'kinesis' ? fromStream : service === 'sqs' ? fromQueue : undefined;
    if (!start) throw new TemplateError(properties.where, `the event source ${properties.text('EventSourceArn')} is not supported`);
    if (properties.optionalText('Enabled') !== 'false') start(request, id, target);
    return { ref: id, attributes: { Id: id } };
  },
};
