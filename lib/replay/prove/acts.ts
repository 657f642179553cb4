/** Short scenes that together need every permission there is; each plays on a cloud of its own, in virtual time. */
import { makeAgentToken } from '#kernel/agent-token.ts';
import { account } from '#lib/local/cloud-parts.ts';
import type { InvocationFate } from '#lib/local/runtime/function-runtime.ts';
import type { ActCloud } from './act-cloud.ts';

export interface Act {
  readonly name: string;
  /** Which invocation of a function (counted from 1, its name without prefix) dies, and when. */
  fate?(functionName: string, invocation: number): InvocationFate;
  /** Goes on as far as it comes: where a permission is missing there may be no incident to answer. */
  play(on: ActCloud): Promise<void>;
}

const second = 1_000;
const minute = 60 * second;

/** Critical, and no runbook of the policy is for it. */
const outOfMemory = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';
/** Critical, and payment has a runbook for it, which asks for approval. */
const gatewayTimeout = 'payment gateway timeout';

const fire = async (on: ActCloud): Promise<string | undefined> => {
  await on.logs('checkout', outOfMemory);
  await on.pass(5 * second);
  return on.incident();
};

const invocationsOf = ({ cloud, prefix }: ActCloud, name: string): number =>
  cloud.functions().find((each) => each.name === `${prefix}-${name}`)?.invocations ?? 0;

/** Stops right after an invocation has begun; false when it never does. */
const untilInvoked = async (on: ActCloud, name: string, invocation: number): Promise<boolean> => {
  for (let waited = 0; waited < 20 * second && invocationsOf(on, name) < invocation; waited += 100) await on.pass(100);
  return invocationsOf(on, name) >= invocation;
};

/** Path and query of the link to approve in the messages sent so far. */
const approvalLink = ({ cloud }: ActCloud): string | undefined => {
  for (const { body } of cloud.standIns.webhook.received()) {
    const link = (body as { readonly links?: Readonly<Record<string, string>> }).links?.['approve'];
    if (link === undefined) continue;
    const { pathname, search } = new URL(link);
    return pathname + search;
  }
  return undefined;
};

const streamConsumers: readonly string[] = ['classify', 'detect', 'archive'];

/** The record of an agent token as the table keeps it, on DynamoDB's wire. */
const tokenItem = (id: string, hash: string) => {
  const body = { id, hash, agent: 'prover', scopes: ['*'] };
  const text = (value: string) => ({ S: value });
  const { scopes, ...texts } = body;
  const M = { ...Object.fromEntries(Object.entries(texts).map(([name, value]) => [name, text(value)])), scopes: { L: scopes.map(text) } };
  return { pk: text(`agent-token#${id}`), sk: text('token'), body: { M } };
};

export const acts: readonly Act[] = [
  {
    name: 'an agent that cannot sign sends with its token',
    play: async (on) => {
      const { token, id, hash } = makeAgentToken(new Uint8Array(8).fill(1), new Uint8Array(32).fill(2));
      const item = { TableName: `${on.prefix}-response`, Item: tokenItem(id, hash) };
      await on.administrate('dynamodb', 'DynamoDB_20120810.PutItem', '1.0', item);
      await on.postAsAgent('/v1/logs', token, { resourceLogs: [] });
      await on.pass(second);
    },
  },
  {
    name: 'an agent sends an event again, which a worker had stored before it died',
    fate: (name, invocation) => (name === 'ingest' && invocation === 1 ? 'kill-after' : 'proceed'),
    play: async (on) => {
      const event = { specversion: '1.0', id: '1', source: '/prover', type: 'com.example.failed' };
      await on.post('/v1/events', event);
      await on.post('/v1/events', event);
      await on.pass(second);
    },
  },
  {
    name: 'a person resolves an incident',
    play: async (on) => {
      const incident = await fire(on);
      if (incident === undefined) return;
      await on.get(`/v1/incidents/${incident}`);
      await on.post(`/v1/incidents/${incident}/acknowledge`, { by: 'sam' });
      await on.pass(minute);
      await on.post(`/v1/incidents/${incident}/resolve`, { by: 'sam' });
      await on.pass(minute);
    },
  },
  {
    name: 'a person looks whether a verdict was corrected',
    play: async (on) => {
      await on.get('/v1/clusters/0123456789abcdef0123/verdict');
    },
  },
  {
    name: 'a person splits an incident in two',
    play: async (on) => {
      await on.logs('search', outOfMemory);
      const incident = await fire(on);
      if (incident === undefined) return;
      const shown = await on.get(`/v1/incidents/${incident}`);
      const { alerts = [] } = JSON.parse(shown.body.toString()) as { readonly alerts?: readonly { readonly fingerprint: string }[] };
      const leaving = alerts.slice(1).map(({ fingerprint }) => fingerprint);
      await on.post(`/v1/incidents/${incident}/split`, { alerts: leaving, reason: 'Two causes.', by: 'sam' });
      await on.pass(minute);
    },
  },
  {
    name: 'a person hears more than storm control lets through, and gets the rest as a digest',
    play: async (on) => {
      for (let round = 0; round < 5; round += 1) {
        const incident = await fire(on);
        if (incident === undefined) return;
        await on.post(`/v1/incidents/${incident}/acknowledge`, { by: 'sam' });
        await on.pass(5 * second);
        await on.post(`/v1/incidents/${incident}/resolve`, { by: 'sam' });
        await on.pass(5 * second);
      }
      await on.pass(12 * minute);
    },
  },
  {
    name: 'records and findings that nobody can read',
    play: async (on) => {
      const Data = Buffer.from('this is no frame').toString('base64');
      await on.administrate('kinesis', 'Kinesis_20131202.PutRecord', '1.1', {
        StreamName: `${on.prefix}-telemetry`,
        PartitionKey: 'a',
        Data,
      });
      const queue = { QueueUrl: `${on.cloud.url}/${account}/${on.prefix}-findings.fifo`, MessageGroupId: 'a', MessageDeduplicationId: 'a' };
      await on.administrate('sqs', 'AmazonSQS.SendMessage', '1.0', { ...queue, MessageBody: 'this is no finding' });
      await on.pass(minute);
    },
  },
  {
    name: 'a finding recovers while its incident waits for an answer',
    play: async (on) => {
      if ((await fire(on)) === undefined) return;
      const queueName = `${on.prefix}-findings.fifo`;
      const [first] = on.cloud.queue(queueName).accepted();
      if (first === undefined) return;
      const finding = { ...(JSON.parse(first.body) as object), id: 'recovered', status: 'resolved', lastSeenAt: on.cloud.now() };
      const { fingerprint } = finding as unknown as { fingerprint: string };
      const queue = {
        QueueUrl: `${on.cloud.url}/${account}/${queueName}`,
        MessageGroupId: fingerprint,
        MessageDeduplicationId: 'recovered',
      };
      await on.administrate('sqs', 'AmazonSQS.SendMessage', '1.0', { ...queue, MessageBody: JSON.stringify(finding) });
      await on.pass(minute);
    },
  },
  {
    name: 'a channel that refuses a message',
    play: async (on) => {
      on.cloud.standIns.webhook.script({ status: 400 });
      await fire(on);
      await on.pass(10 * second);
    },
  },
  {
    name: 'notify dies after it delivered',
    fate: (name, invocation) => (name === 'notify' && invocation === 1 ? 'kill-after' : 'proceed'),
    play: async (on) => {
      await fire(on);
      await on.pass(minute);
    },
  },
  {
    name: 'an answer comes before the escalation waits for it',
    // Invocation 1 enters the level, 2 begins to wait.
    fate: (name, invocation) => (name === 'escalate' && invocation === 2 ? 'kill-after' : 'proceed'),
    play: async (on) => {
      await on.logs('checkout', outOfMemory);
      if (!(await untilInvoked(on, 'escalate', 2))) return;
      const incident = await on.incident();
      if (incident !== undefined) await on.post(`/v1/incidents/${incident}/acknowledge`, { by: 'sam' });
      await on.pass(minute);
    },
  },
  {
    name: 'an approval comes before the remediation waits for it',
    // Invocation 1 finds the runbook, 2 takes its lock, 3 foresees, 4 finds no dry run, 5 weighs, 6 begins to wait.
    fate: (name, invocation) => (name === 'remediate' && invocation === 6 ? 'kill-after' : 'proceed'),
    play: async (on) => {
      await on.logs('payment', gatewayTimeout);
      if (!(await untilInvoked(on, 'remediate', 6))) return;
      const incident = await on.incident();
      const approval = incident === undefined ? undefined : await on.approval(incident);
      if (approval !== undefined) await on.post(`/v1/approvals/${approval}/approve`, { by: 'sam' });
      await on.pass(minute);
    },
  },
  {
    name: 'a runbook does not help, is taken back, and people hear of it',
    play: async (on) => {
      await on.logs('payment', gatewayTimeout);
      await on.pass(10 * second);
      const incident = await on.incident();
      const approval = incident === undefined ? undefined : await on.approval(incident);
      if (approval === undefined) return;
      await on.post(`/v1/approvals/${approval}/approve`, { by: 'sam' });
      for (let minutes = 0; minutes < 6; minutes += 1) {
        await on.pass(minute);
        await on.logs('payment', gatewayTimeout);
      }
      await on.pass(5 * minute);
    },
  },
  {
    name: 'nobody answers, and the trouble falls silent',
    play: async (on) => {
      await fire(on);
      await on.pass(30 * minute);
    },
  },
  {
    name: 'consumers that die until their records are given up',
    // The first delivery and five retries.
    fate: (name, invocation) => (streamConsumers.includes(name) && invocation <= 6 ? 'kill-before' : 'proceed'),
    play: async (on) => {
      await on.logs('checkout', outOfMemory);
      await on.pass(5 * minute);
    },
  },
  {
    name: 'an outage from its first anomaly to its remediation',
    play: async (on) => {
      const usual = Array.from({ length: 40 }, (_, index) => 10 + (index % 3));
      await on.gauge('payment', 'queue.depth', usual);
      await on.span('payment');
      await on.pass(61 * second);
      await on.gauge('payment', 'queue.depth', usual.slice(0, 6));
      await on.pass(30 * second);
      await on.gauge('payment', 'queue.depth', [900, 900, 900]);
      await on.pass(5 * second);
      await on.logs('payment', gatewayTimeout);
      await on.pass(minute);
      const incident = await on.incident();
      if (incident === undefined) return;
      await on.post(`/v1/incidents/${incident}/acknowledge`, { by: 'alex' });
      await on.pass(minute);
      const link = approvalLink(on);
      if (link !== undefined) await on.post(link);
      await on.pass(15 * minute);
    },
  },
];
