/** The deployed escalation workflow with the deployed functions, over the wire of the unchanged SDK and of the HTTP API: every way it can go. */
import {
  DescribeExecutionCommand,
  type ExecutionStatus,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  paginateGetExecutionHistory,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it } from 'vitest';
import type { Interceptors } from '#lib/local/cloud-options.ts';
import { minuteMs, openPipeline, type Pipeline, prefix } from '#test/support/cloud-fixture.ts';
import { logsRequest } from '#test/support/otlp-json.ts';

const states = `arn:aws:states:us-east-1:123456789012`;
const machineArn = `${states}:stateMachine:${prefix}-escalation`;
/** Critical, and without a runbook in the policy: nothing but the escalation moves. */
const trouble = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';
/** The policy's own numbers (policy/escalation.yaml), in minutes. */
const [escalatesAt, turnsCriticalAt, givesUpAt, staleAfter] = [15, 20, 215, 60] as const;

let pipeline: Pipeline;
let sfn: SFNClient;
let incidentId: string;
/** When people first heard, ms since the epoch. */
let openedAt: number;

afterEach(async () => {
  sfn.destroy();
  await pipeline.cloud.close();
});

const fire = async (): Promise<void> => {
  const response = await pipeline.send('/v1/logs', logsRequest({ service: 'payment' }, pipeline.cloud.now(), [trouble]));
  expect(response.status).toBe(200);
};

/** A critical log comes through the front door and opens an incident. */
const begin = async (interceptors: Interceptors = {}): Promise<void> => {
  pipeline = await openPipeline({ interceptors });
  sfn = new SFNClient(pipeline.client());
  await fire();
  // Until the next poll of the stream, the batching window, the queue and the workflow's start have passed.
  await pipeline.pass(5_000);
  const [first] = pipeline.heard();
  if (first === undefined) throw new Error('Nobody heard of the incident.');
  incidentId = first.incident.id;
  openedAt = first.at;
};

/** Lets time pass up to so many minutes after the opening; the trouble shows again every four, so that silence is not taken for health. */
const until = async (minutes: number): Promise<void> => {
  const end = openedAt + minutes * minuteMs;
  for (;;) {
    const next = openedAt + (Math.floor((pipeline.cloud.now() - openedAt) / (4 * minuteMs)) + 1) * 4 * minuteMs;
    if (next >= end) break;
    await pipeline.cloud.advanceTo(next);
    await fire();
  }
  await pipeline.cloud.advanceTo(end);
};

/** `<minutes since the opening> <reason> → <recipients>`. */
const heard = (): readonly string[] =>
  pipeline
    .heard()
    .map(
      ({ at, notificationReason, recipients }) =>
        `${Math.round((at - openedAt) / minuteMs)} ${notificationReason} → ${recipients.join(', ')}`,
    );

const acknowledge = (by = 'sam') => pipeline.answer(`/v1/incidents/${incidentId}/acknowledge`, by);
const resolve = (by = 'sam') => pipeline.answer(`/v1/incidents/${incidentId}/resolve`, by);

const executionArn = (): string => `${states}:execution:${prefix}-escalation:${incidentId}`;
const describeExecution = () => sfn.send(new DescribeExecutionCommand({ executionArn: executionArn() }));

/** The states the execution went through, without the crossroads. */
const wentThrough = async (): Promise<readonly string[]> => {
  const names: string[] = [];
  for await (const { events = [] } of paginateGetExecutionHistory({ client: sfn, pageSize: 100 }, { executionArn: executionArn() }))
    for (const { stateEnteredEventDetails: entered } of events)
      if (entered?.name !== undefined && !entered.name.endsWith('?')) names.push(entered.name);
  return names;
};

const executionCount = async (statusFilter?: ExecutionStatus): Promise<number> => {
  const command = new ListExecutionsCommand({ stateMachineArn: machineArn, ...(statusFilter === undefined ? {} : { statusFilter }) });
  return (await sfn.send(command)).executions?.length ?? 0;
};

/** When the task that waits now was scheduled, ms since the epoch. */
const waitsSince = async (): Promise<number> => {
  const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn: executionArn(), reverseOrder: true }));
  const scheduled = events.find(({ type }) => type === 'TaskScheduled');
  if (scheduled?.timestamp === undefined) throw new Error('Nothing was scheduled.');
  return scheduled.timestamp.getTime();
};

/** Decisions about the escalation on record; deliveries and the runbooks' side are other tests'. */
const timelineKinds = async (): Promise<readonly string[]> =>
  (await pipeline.shown(incidentId)).timeline
    .map(({ kind }) => kind as string)
    .filter((kind) => kind !== 'notified' && !kind.startsWith('remediation_'));

const opened = '0 incident_opened → alex';
const escalated = `${escalatesAt} escalated → alex, sam`;
const critical = `${turnsCriticalAt} critical → alex, sam, robin`;

describe('an answer', () => {
  it('given early stops the clock: nobody further hears of the incident until it is resolved', async () => {
    await begin();
    await until(3);
    expect((await acknowledge()).status).toBe(200);
    await until(50);
    expect(heard()).toEqual([opened, '3 acknowledged → alex']);
    expect((await pipeline.shown(incidentId)).incident).toMatchObject({
      status: 'acknowledged',
      escalationLevel: 'new',
      acknowledgedBy: 'sam',
    });
    expect(await wentThrough()).toEqual([
      'New',
      'Notify new',
      'Wait for an answer at new',
      'Acknowledged',
      'Notify acknowledged',
      'Wait for the resolution',
    ]);
    expect(await describeExecution()).toMatchObject({ status: 'RUNNING', name: incidentId });
  });

  it('given late, after the first escalation, stops the clock and is told to everybody who was told before', async () => {
    await begin();
    await until(18);
    expect((await acknowledge()).status).toBe(200);
    await until(50);
    expect(heard()).toEqual([opened, escalated, '18 acknowledged → alex, sam']);
    expect((await pipeline.shown(incidentId)).incident).toMatchObject({ status: 'acknowledged', escalationLevel: 'escalated' });
    expect((await wentThrough()).slice(-5)).toEqual([
      'Notify escalated',
      'Wait for an answer at escalated',
      'Acknowledged',
      'Notify acknowledged',
      'Wait for the resolution',
    ]);
  });

  it('given later still, at the last level, stops the reminders', async () => {
    await begin();
    await until(37);
    expect((await acknowledge()).status).toBe(200);
    await until(90);
    expect(heard()).toEqual([opened, escalated, critical, '35 reminder → alex, sam, robin', '37 acknowledged → alex, sam, robin']);
    expect((await pipeline.shown(incidentId)).incident).toMatchObject({ status: 'acknowledged', escalationLevel: 'critical' });
  });

  it('followed by nothing goes stale: the incident is open again, people hear so, and the clock of its level starts again', async () => {
    await begin();
    await until(16);
    expect((await acknowledge()).status).toBe(200);
    const staleAt = 16 + staleAfter;
    await until(staleAt - 1);
    expect((await pipeline.shown(incidentId)).incident.status).toBe('acknowledged');
    await until(staleAt + 4);
    const { incident } = await pipeline.shown(incidentId);
    expect(incident).toMatchObject({ status: 'open', escalationLevel: 'escalated' });
    expect(incident.acknowledgedBy).toBeUndefined();
    expect(heard().slice(2)).toEqual(['16 acknowledged → alex, sam', `${staleAt} acknowledgement_stale → alex, sam`]);
    await until(staleAt + 6);
    expect(heard().at(-1)).toBe(`${staleAt + 5} critical → alex, sam, robin`);
    expect(await timelineKinds()).toEqual(['opened', 'escalated', 'acknowledged', 'acknowledgement_stale', 'escalated']);
    expect((await wentThrough()).slice(-6)).toEqual([
      'Acknowledgement stale',
      'Notify acknowledgement stale',
      'Wait for an answer at escalated',
      'Critical',
      'Notify critical',
      'Wait for an answer at critical',
    ]);
    // A second acknowledgement counts as the first did.
    expect((await acknowledge('robin')).status).toBe(200);
    await until(staleAt + 30);
    expect(heard().at(-1)).toBe(`${staleAt + 6} acknowledged → alex, sam, robin`);
  });
});

describe('a resolution', () => {
  it.for<[string, number, readonly string[]]>([
    ['at the first level', 5, [opened, '5 resolved → alex']],
    ['after the first escalation', 17, [opened, escalated, '17 resolved → alex, sam']],
    ['at the last level', 22, [opened, escalated, critical, '22 resolved → alex, sam, robin']],
  ])('%s ends the escalation as succeeded, and those who were told hear of it', async ([, minutes, messages]) => {
    await begin();
    await until(minutes);
    expect((await resolve()).status).toBe(200);
    await pipeline.pass(60 * minuteMs);
    expect(heard()).toEqual(messages);
    expect((await pipeline.shown(incidentId)).incident).toMatchObject({ status: 'resolved', resolvedBy: 'sam' });
    const { status, output = '{}' } = await describeExecution();
    expect([status, JSON.parse(output).incidentId]).toEqual(['SUCCEEDED', incidentId]);
    expect((await wentThrough()).slice(-3)).toEqual(['Resolved', 'Notify resolved', 'Closed']);
    expect((await pipeline.shown(incidentId)).alerts.map(({ status: each }) => each)).toEqual(['resolved']);
  });

  it('of an acknowledged incident ends the escalation too', async () => {
    await begin();
    await until(4);
    await acknowledge();
    await until(30);
    expect((await resolve()).status).toBe(200);
    await pipeline.pass(90 * minuteMs);
    expect(heard()).toEqual([opened, '4 acknowledged → alex', '30 resolved → alex']);
    expect((await describeExecution()).status).toBe('SUCCEEDED');
    expect(await timelineKinds()).toEqual(['opened', 'acknowledged', 'resolved']);
  });
});

it('without an answer every level hears, is reminded, and the escalation fails while the incident stays open', async () => {
  await begin();
  await until(givesUpAt + 1);
  const reminders = Array.from({ length: 12 }, (_, index) => `${turnsCriticalAt + 15 * (index + 1)} reminder → alex, sam, robin`);
  expect(heard()).toEqual([opened, escalated, critical, ...reminders, `${givesUpAt} unanswered → alex, sam, robin`]);
  expect(await describeExecution()).toMatchObject({ status: 'FAILED', error: 'Unanswered' });
  expect((await wentThrough()).slice(-2)).toEqual(['Notify unanswered', 'Unanswered']);
  expect((await pipeline.shown(incidentId)).incident).toMatchObject({ status: 'open', escalationLevel: 'critical' });
  // The ledger of nearly four hours of trouble balances.
  expect(await pipeline.ledger()).toMatchObject({ balanced: true, signals: { missing: 0 }, findings: { missing: 0 } });
});

describe('the same again', () => {
  it('starts no second execution under the name, while the first runs and after its end', async () => {
    await begin();
    const start = (input: unknown) =>
      sfn.send(new StartExecutionCommand({ stateMachineArn: machineArn, name: incidentId, input: JSON.stringify(input) }));
    expect((await start({ incidentId })).executionArn).toBe(executionArn());
    await expect(start({ incidentId: 'another' })).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    await until(1);
    expect(heard()).toEqual([opened]);
    expect(await executionCount()).toBe(1);
    await resolve();
    await until(2);
    await expect(start({ incidentId })).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    expect([await executionCount(), await executionCount('SUCCEEDED')]).toEqual([1, 1]);
    expect(heard()).toEqual([opened, '1 resolved → alex']);
  });

  it('from the queue, a finding delivered once more, starts nothing, tells nobody and counts nothing', async () => {
    await begin();
    await until(1);
    const before = await pipeline.shown(incidentId);
    const [{ body } = { body: '{}' }] = pipeline.cloud.queue(`${prefix}-findings.fifo`).accepted();
    const { fingerprint } = JSON.parse(body) as { fingerprint: string };
    const sqs = new SQSClient(pipeline.client());
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: `${prefix}-findings.fifo` }));
    await sqs.send(
      new SendMessageCommand({ QueueUrl, MessageBody: body, MessageGroupId: fingerprint, MessageDeduplicationId: 'delivered-once-more' }),
    );
    sqs.destroy();
    await pipeline.pass(1_000);
    expect(await pipeline.shown(incidentId)).toEqual(before);
    expect(await executionCount()).toBe(1);
    expect(heard()).toEqual([opened]);
  });

  it('by the same person is fine and changes nothing; by somebody else it is refused with the name of who was first', async () => {
    await begin();
    await until(2);
    expect((await acknowledge('sam')).status).toBe(200);
    await until(3);
    const before = await pipeline.shown(incidentId);
    expect((await acknowledge('sam')).status).toBe(200);
    const refused = await acknowledge('robin');
    expect([refused.status, refused.headers.get('content-type')]).toEqual([409, 'application/problem+json']);
    expect(await refused.json()).toMatchObject({ detail: expect.stringContaining('sam') });
    await until(4);
    expect(await pipeline.shown(incidentId)).toEqual(before);

    expect((await resolve('sam')).status).toBe(200);
    await until(5);
    const after = await pipeline.shown(incidentId);
    expect((await resolve('sam')).status).toBe(200);
    expect([(await resolve('robin')).status, (await acknowledge('sam')).status]).toEqual([409, 409]);
    await pipeline.pass(2 * minuteMs);
    expect(await pipeline.shown(incidentId)).toEqual(after);
    expect(heard()).toEqual([opened, '2 acknowledged → alex', '4 resolved → alex']);
  });

  it('to an incident that never was is a 404', async () => {
    await begin();
    const [incident, action] = await Promise.all([
      pipeline.fetch('/v1/incidents/inc-none'),
      pipeline.answer('/v1/incidents/inc-none/acknowledge', 'sam'),
    ]);
    expect([incident.status, action.status]).toEqual([404, 404]);
  });
});

describe('an acknowledgement that races the timer', () => {
  it('wins by a millisecond: nobody is escalated', async () => {
    await begin();
    const timer = (await waitsSince()) + escalatesAt * minuteMs;
    await until(14);
    await fire();
    await pipeline.cloud.advanceTo(timer - 1);
    expect((await acknowledge()).status).toBe(200);
    await until(30);
    expect(heard()).toEqual([opened, '15 acknowledged → alex']);
  });

  it('loses by an instant: it is taken at the next level', async () => {
    await begin();
    const timer = (await waitsSince()) + escalatesAt * minuteMs;
    await until(14);
    await fire();
    await pipeline.cloud.advanceTo(timer);
    expect((await acknowledge()).status).toBe(200);
    await until(30);
    expect(heard()).toEqual([opened, escalated, '15 acknowledged → alex, sam']);
  });

  it('ends at one of both and never between, however the two interleave', async () => {
    await begin();
    await until(14);
    await fire();
    const [answered] = await Promise.all([acknowledge(), pipeline.cloud.advanceTo(openedAt + escalatesAt * minuteMs)]);
    expect(answered.status).toBe(200);
    await until(60);
    const { incident } = await pipeline.shown(incidentId);
    expect(incident.status).toBe('acknowledged');
    const messages = heard().map((text) => text.replace(/^\d+ /, ''));
    expect([
      ['incident_opened → alex', 'acknowledged → alex'],
      ['incident_opened → alex', 'escalated → alex, sam', 'acknowledged → alex, sam'],
    ]).toContainEqual(messages);
    expect((await wentThrough()).filter((name) => name === 'Acknowledged')).toHaveLength(1);
  });

  it.for(['kill-before', 'kill-after'] as const)(
    'is honoured when the function that took it dies as it tells the workflow (%s): the timer finds it written',
    async (fate) => {
      let killed = 0;
      await begin({
        call: ({ function: name, service }) => {
          if (name !== `${prefix}-respond` || service !== 'states' || killed > 0) return 'proceed';
          killed += 1;
          return fate;
        },
      });
      await until(14);
      // The person sees a failure, and does not try again.
      expect((await acknowledge()).status).toBe(500);
      expect(killed).toBe(1);
      await until(50);
      expect((await pipeline.shown(incidentId)).incident).toMatchObject({
        status: 'acknowledged',
        acknowledgedBy: 'sam',
        escalationLevel: 'new',
      });
      expect(heard().map((text) => text.replace(/^\d+ /, ''))).toEqual(['incident_opened → alex', 'acknowledged → alex']);
      // Trying again later finishes what was left undone, and repeats nothing.
      expect((await acknowledge()).status).toBe(200);
      expect(await timelineKinds()).toEqual(['opened', 'acknowledged']);
    },
  );
});
