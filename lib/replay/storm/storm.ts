/** A storm played against the deployed pipeline: the service graph is learned from spans, then the findings come in upon the queue. */
import { gzipSync } from 'node:zlib';
import { GetQueueUrlCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Finding } from '#kernel/finding.ts';
import type { Incident } from '#kernel/incident.ts';
import { type Bill, makeBill } from '../bill/bill.ts';
import type { Remains, ReplayCloud } from '../cloud.ts';
import { balanceLedger, type Ledger } from '../ledger.ts';
import { actorFor } from '../people.ts';
import type { Progress } from '../progress.ts';
import { readResponses } from '../response-items.ts';
import { type ServiceGraph, serviceGraph } from './service-graph.ts';
import { stormFindings } from './storm-findings.ts';

export interface StormSettings {
  readonly findings: number;
  readonly fingerprints: number;
  readonly services: number;
  readonly seed: string;
}

/** What came of it. */
export interface StormReport extends StormSettings {
  readonly incidents: readonly Incident[];
  readonly ledger: Ledger;
  /** Messages by person, with the reasons they were sent for. */
  readonly messages: Readonly<Record<string, readonly string[]>>;
  /** What people were not told of, by reason. */
  readonly untold: Readonly<Record<string, number>>;
  /** Write units of route's own on the table of alerts. */
  readonly writes: number;
  readonly denials: number;
  readonly bill: Bill;
  /** Milliseconds of this machine's time from the first finding to the last one's decision; never the same twice. */
  readonly tookMs: number;
  /** Of route's function, seconds. */
  readonly routeCpuSeconds: number;
}

const minute = 60_000;
const lengthMs = minute;
const batchSize = 10;

/** As each service's own SDK tells it: a client span for each service it calls. */
const tell = async (cloud: ReplayCloud, { services, calls }: ServiceGraph): Promise<void> => {
  const nano = (at: number): string => String(BigInt(at) * 1_000_000n);
  for (const service of services) {
    const spans = calls
      .filter(([caller]) => caller === service)
      .map(([, called], index) => ({
        ...{
          traceId: '5b8efff798038103d269b633813fc60c',
          spanId: `eee19b7ec3c1b1${String(index).padStart(2, '0')}`,
          name: `call ${called}`,
        },
        ...{ kind: 3, startTimeUnixNano: nano(cloud.now() - 50), endTimeUnixNano: nano(cloud.now() - 10), status: {} },
        attributes: [{ key: 'server.address', value: { stringValue: `${called}.shop.svc.cluster.local` } }],
      }));
    if (spans.length === 0) continue;
    const attributes = Object.entries({ 'service.name': service, 'deployment.environment.name': 'production' });
    const resource = { attributes: attributes.map(([key, stringValue]) => ({ key, value: { stringValue } })) };
    const body = gzipSync(JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'storm' }, spans }] }] }));
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    const { status } = await cloud.request({ method: 'POST', path: '/v1/traces', headers, body });
    if (status !== 200) throw new Error(`The spans of ${service} were answered with ${status}.`);
  }
};

/** Onto the queue as the analysers send: batches of ten, a group and a deduplication id each. */
const send = async (sqs: SQSClient, queueUrl: string, findings: readonly Finding[]): Promise<void> => {
  for (let start = 0; start < findings.length; start += batchSize)
    await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: findings.slice(start, start + batchSize).map((finding, index) => ({
          ...{ Id: String(index), MessageBody: JSON.stringify(finding) },
          ...{ MessageGroupId: finding.fingerprint, MessageDeduplicationId: finding.id },
        })),
      }),
    );
};

const messagesOf = (remains: Remains): StormReport['messages'] => {
  const { incidents, timelineOf } = readResponses(remains.items);
  const heard: Record<string, string[]> = {};
  const seen = new Set<string>();
  for (const { id } of incidents)
    for (const { kind, causeId, detail } of timelineOf(id)) {
      // One message goes out by several channels.
      const message = `${id}/${causeId.replace(/\/[^/]*$/, '')}`;
      if (kind !== 'notified' || seen.has(message)) continue;
      seen.add(message);
      for (const person of String(detail?.['recipients'] ?? '').split(', '))
        heard[person] = [...(heard[person] ?? []), String(detail?.['notificationReason'])];
    }
  return heard;
};

/** Alerts that joined what people knew of, findings that repeated what fired, and what suppression held back, each by its reason. */
const untoldOf = (remains: Remains, ledger: Ledger): StormReport['untold'] => {
  const { incidents, timelineOf } = readResponses(remains.items);
  const held: Record<string, number> = {
    ...ledger.findings.suppressed,
    'joined an incident already told of': ledger.findings.folded - incidents.length,
  };
  for (const { id } of incidents)
    for (const { kind, detail } of timelineOf(id)) {
      const reason = String(detail?.['reason']);
      if (kind === 'suppressed') held[reason] = (held[reason] ?? 0) + 1;
    }
  return held;
};

/** Plays it on a cloud that has just begun: a minute to learn the graph, a minute of storm, an acknowledgement, a resolution. */
export const playStorm = async (
  cloud: ReplayCloud,
  environment: string,
  settings: StormSettings,
  progress: Progress,
): Promise<StormReport> => {
  const graph = serviceGraph(settings.services);
  await tell(cloud, graph);
  await cloud.advanceTo(cloud.now() + minute);
  const before = (await cloud.remains()).usage;
  const startAt = cloud.now();
  const findings = stormFindings({ ...settings, services: graph.services, startAt, lengthMs });
  const credentials = { accessKeyId: 'operator', secretAccessKey: 'local' };
  const sqs = new SQSClient({ endpoint: cloud.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  const startedAt = performance.now();
  const { QueueUrl = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName: `streamwarden-${environment}-findings.fifo` }));
  for (let second = 0, sent = 0; sent < findings.length; second += 1) {
    const until = startAt + (second + 1) * 1_000;
    const end = findings.findIndex(({ startsAt }) => startsAt >= until);
    const due = findings.slice(sent, end === -1 ? findings.length : end);
    await send(sqs, QueueUrl, due);
    sent += due.length;
    await cloud.advanceTo(until);
    progress.at(cloud.now() - startAt, sent, findings.length);
  }
  sqs.destroy();
  const tookMs = performance.now() - startedAt;
  const storm = await cloud.remains();
  await cloud.advanceTo(startAt + 3 * minute);
  await actorFor(cloud, { at: 0, person: 'alex', does: 'acknowledge', by: 'api' })();
  await cloud.advanceTo(startAt + 5 * minute);
  await actorFor(cloud, { at: 0, person: 'alex', does: 'resolve', by: 'api' })();
  await cloud.advanceTo(startAt + 7 * minute);
  const remains = await cloud.remains();
  const { alerts, incidents } = readResponses(remains.items);
  const ledger = balanceLedger(remains, alerts);
  const writesIn = (usage: Remains['usage']): number =>
    usage.find(({ unit, stage }) => unit === 'dynamodb-writes' && stage === 'route')?.quantity ?? 0;
  const cpu = cloud.measuredCpu()['route'];
  return {
    ...settings,
    incidents,
    ledger,
    messages: messagesOf(remains),
    untold: untoldOf(remains, ledger),
    writes: writesIn(storm.usage) - writesIn(before),
    denials: remains.permissions.denials.length,
    bill: makeBill(remains.usage, settings.findings),
    tookMs,
    routeCpuSeconds: (cpu?.totalMs ?? 0) / 1_000,
  };
};
