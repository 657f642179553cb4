/** Groups of alerts on the synthesised templates: findings come in, and a receiver is told as Alertmanager tells its own. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '#kernel/finding.ts';
import { type PolicyAssembly, synthesisePolicy } from '#lib/replay/compare/policy-assembly.ts';
import { minuteMs, openPipeline, type Pipeline, prefix } from '#test/support/cloud-fixture.ts';
import { logsRequest } from '#test/support/otlp-json.ts';

const root = new URL('../..', import.meta.url).pathname;
const chat = 'https://chat.example.com/alerts';

const routes = `
route:
  groupBy: [service.namespace]
  escalation: on-call
  receiver: chat
  groupWait: 20s
  groupInterval: 2m
  repeatInterval: 1h
receivers:
  - name: chat
    channels: [{ channel: chat }]
inhibitRules:
  - sourceMatchers: ['service.name="database"']
    targetMatchers: ['service.name="report"']
`;

/** What the receiver reads: Alertmanager's webhook. */
interface Webhook {
  readonly status: string;
  readonly groupKey: string;
  readonly notificationReason: string;
  readonly receiver: string;
  readonly groupLabels: Readonly<Record<string, string>>;
  readonly alerts: readonly { readonly status: string; readonly labels: Readonly<Record<string, string>>; readonly endsAt: string }[];
}

const outOfMemory = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';

let policy: PolicyAssembly;
let pipeline: Pipeline;
let sqs: SQSClient;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'streamwarden-groups-'));
  cpSync(join(root, 'policy/channels.yaml'), join(folder, 'channels.yaml'));
  const channels = readFileSync(join(folder, 'channels.yaml'), 'utf8');
  writeFileSync(join(folder, 'channels.yaml'), `${channels.trimEnd()}\n  - name: chat\n    kind: webhook\n    url: ${chat}\n`);
  writeFileSync(join(folder, 'routes.yaml'), routes);
  policy = await synthesisePolicy('dev', folder);
  rmSync(folder, { recursive: true });
  pipeline = await openPipeline({ assembly: policy.folder });
  sqs = new SQSClient(pipeline.client());
}, 120_000);

afterAll(async () => {
  sqs.destroy();
  await pipeline.cloud.close();
  policy.remove();
});

const told = (): readonly (Webhook & { readonly at: number })[] =>
  pipeline.cloud.standIns.webhook
    .received()
    .filter(({ url }) => url === chat)
    .map(({ at, body }) => ({ ...(body as Webhook), at }));

const services = ({ alerts }: Webhook): readonly string[] => alerts.map(({ labels, status }) => `${labels['service.name']} ${status}`);

const fail = async (service: string): Promise<void> => {
  const answer = await pipeline.send('/v1/logs', logsRequest({ service }, pipeline.cloud.now(), [outOfMemory]));
  expect(answer.status).toBe(200);
};

/** The findings queue takes a resolution of everything that fires. */
const recover = async (): Promise<void> => {
  const findings = pipeline.cloud
    .queue(`${prefix}-findings.fifo`)
    .accepted()
    .map(({ body }) => JSON.parse(body) as Finding);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: `${prefix}-findings.fifo` }));
  for (const [fingerprint, finding] of new Map(findings.map((each) => [each.fingerprint, each]))) {
    const id = `recovered-${fingerprint}`;
    const MessageBody = JSON.stringify({ ...finding, id, status: 'resolved', lastSeenAt: pipeline.cloud.now() });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId: fingerprint, MessageDeduplicationId: id }));
  }
};

const invocations = (): number => pipeline.cloud.functions().find(({ name }) => name === `${prefix}-dispatch`)?.invocations ?? 0;

describe('a receiver of a route', () => {
  let begin: number;

  it('hears of a group once it has waited for company', async () => {
    await fail('payment');
    await fail('checkout');
    await pipeline.pass(minuteMs);
    const [first, ...more] = told();
    expect(more).toEqual([]);
    begin = first?.at ?? 0;
    expect(first).toMatchObject({
      receiver: 'chat',
      status: 'firing',
      notificationReason: 'first notification',
      groupKey: '{}:{service.namespace="shop"}',
      groupLabels: { 'service.namespace': 'shop' },
    });
    expect(first && services(first)).toEqual(['checkout firing', 'payment firing']);
    expect(first?.alerts[0]?.labels).toMatchObject({ severity: 'critical' });
    expect(first?.alerts[0]?.endsAt).toBe('0001-01-01T00:00:00Z');
  });

  it('hears of what joins at the next tick of the group', async () => {
    await fail('cart');
    await pipeline.pass(2 * minuteMs);
    expect(told()).toHaveLength(2);
    const second = told()[1];
    expect(second && services(second)).toEqual(['cart firing', 'checkout firing', 'payment firing']);
    expect(second?.notificationReason).toBe('new alerts added');
    // SQS counts in seconds, and is never early.
    expect((second?.at ?? 0) - begin).toBeGreaterThanOrEqual(2 * minuteMs - 1_500);
    expect((second?.at ?? 0) - begin).toBeLessThan(2 * minuteMs + 3_000);
  });

  it('hears nothing of a timer that comes again', async () => {
    const timers = [...pipeline.cloud.queue(`${prefix}-timers`).accepted()];
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: `${prefix}-timers` }));
    for (const { body } of timers) await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
    await pipeline.pass(5_000);
    expect(told()).toHaveLength(2);
  });

  it('hears of the end of all of them', async () => {
    await recover();
    await pipeline.pass(3 * minuteMs);
    const last = told().at(-1);
    expect(last).toMatchObject({ status: 'resolved', notificationReason: 'all alerts resolved' });
    expect(last && services(last)).toEqual(['cart resolved', 'checkout resolved', 'payment resolved']);
  });

  it('costs nothing once the group is empty', async () => {
    // Timers of ticks that are not needed any more come once, and do nothing.
    await pipeline.pass(10 * minuteMs);
    const before = invocations();
    await pipeline.pass(60 * minuteMs);
    expect(invocations()).toBe(before);
    expect(told()).toHaveLength(3);
  });

  it('is told by a function that was denied nothing, and has no right it does not need', () => {
    const { denials, unused } = pipeline.cloud.permissions();
    expect(denials).toEqual([]);
    expect(unused.filter(({ role }) => role.toLowerCase().includes('dispatch')).map(({ action }) => action)).toEqual([]);
  });
});
