/** The deployed remediation workflow with the deployed functions, over the wire of the unchanged SDK and of the HTTP API: its main ways. */
import { ListExecutionsCommand, paginateGetExecutionHistory, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterEach, describe, expect, it } from 'vitest';
import { minuteMs, openPipeline, type Pipeline, prefix } from '#test/support/cloud-fixture.ts';
import { logsRequest } from '#test/support/otlp-json.ts';

const states = 'arn:aws:states:us-east-1:123456789012';
const machineArn = `${states}:stateMachine:${prefix}-remediation`;
/** Critical, and payment has a runbook for it, which asks. */
const trouble = 'payment gateway timeout';
const payment = { service: 'payment', namespace: 'shop', environment: 'production' } as const;

let pipeline: Pipeline;
let sfn: SFNClient;

afterEach(async () => {
  sfn.destroy();
  await pipeline.cloud.close();
});

const fire = async (): Promise<void> => {
  await pipeline.send('/v1/logs', logsRequest(payment, pipeline.cloud.now(), [trouble, trouble, trouble]));
};

const begin = async (): Promise<void> => {
  pipeline = await openPipeline();
  sfn = new SFNClient(pipeline.client());
  await fire();
  await pipeline.pass(30_000);
};

const incidentId = async (): Promise<string> => (await pipeline.incidents())[0]?.id ?? '';
const jobs = () => pipeline.cloud.standIns.awx.jobs();

const approval = async (): Promise<string> => {
  const { timeline } = await pipeline.shown(await incidentId());
  return String(timeline.find(({ kind }) => kind === 'approval_requested')?.detail?.['approvalId']);
};

const say = async (outcome: 'approve' | 'reject', by = 'sam'): Promise<number> =>
  (await pipeline.answer(`/v1/approvals/${await approval()}/${outcome}`, by)).status;

const post = async (path: string): Promise<number> => {
  const body = JSON.stringify({ by: 'sam', reason: 'Not now.' });
  return (await pipeline.fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).status;
};

const executions = async () => (await sfn.send(new ListExecutionsCommand({ stateMachineArn: machineArn }))).executions ?? [];

/** How the only execution stands: its status, and the state it entered last. */
const standing = async (): Promise<string> => {
  const [execution] = await executions();
  const names: string[] = [];
  const pages = paginateGetExecutionHistory({ client: sfn, pageSize: 100 }, { executionArn: execution?.executionArn });
  for await (const { events = [] } of pages)
    for (const { stateEnteredEventDetails: entered } of events) if (entered?.name !== undefined) names.push(entered.name);
  return `${execution?.status}: ${names.at(-1)}`;
};

/** Time passes, and the trouble goes on. */
const goOn = async (minutes: number): Promise<void> => {
  for (let minute = 0; minute < minutes; minute += 1) {
    await pipeline.pass(minuteMs);
    await fire();
  }
};

const messages = (): readonly string[] => pipeline.heard().map(({ notificationReason }) => notificationReason);

describe('a question whether a runbook may run', () => {
  it('answered yes runs it once, verifies it and closes the incident', async () => {
    await begin();
    expect(await standing()).toBe('RUNNING: Wait for approval');
    expect(await say('approve')).toBe(200);
    expect(await say('approve')).toBe(200);
    await pipeline.pass(15 * minuteMs);
    expect(await standing()).toBe('SUCCEEDED: Done and verified');
    expect(jobs()).toHaveLength(1);
    expect((await pipeline.shown(await incidentId())).incident).toMatchObject({ status: 'resolved', resolvedBy: 'remediate' });
  });

  it('answered no runs nothing, and a yes after it is refused', async () => {
    await begin();
    expect(await say('reject')).toBe(200);
    expect(await say('approve', 'alex')).toBe(409);
    await goOn(3);
    expect(await standing()).toBe('SUCCEEDED: Rejected');
    expect(jobs()).toHaveLength(0);
  });

  it('answered by nobody runs nothing, and a yes after it is too late', async () => {
    await begin();
    await goOn(61);
    expect(await standing()).toBe('SUCCEEDED: Nobody answered');
    expect(await say('approve')).toBe(410);
    expect(jobs()).toHaveLength(0);
  });

  it('is rejected by a stop, of the incident or of everything', async () => {
    await begin();
    expect(await post(`/v1/incidents/${await incidentId()}/stop-remediation`)).toBe(200);
    await goOn(2);
    expect(await standing()).toBe('SUCCEEDED: Rejected');
    expect(jobs()).toHaveLength(0);
  });

  it('answered yes after everything was stopped runs nothing', async () => {
    await begin();
    expect(await post('/v1/remediation/stop')).toBe(200);
    expect(await say('approve')).toBe(200);
    await goOn(2);
    expect(await standing()).toBe('SUCCEEDED: Not needed any more');
    expect(jobs()).toHaveLength(0);
  });
});

describe('a runbook that was approved', () => {
  const approved = async (): Promise<void> => {
    await begin();
    await say('approve');
  };

  it('and whose launch nobody answered for is found by its key, and not launched again', async () => {
    await begin();
    pipeline.cloud.standIns.awx.failLaunches('lost_after');
    await say('approve');
    await pipeline.pass(15 * minuteMs);
    expect(await standing()).toBe('SUCCEEDED: Done and verified');
    expect(jobs()).toHaveLength(1);
  });

  it('and does not help is taken back, and people are told', async () => {
    await approved();
    await goOn(8);
    expect(await standing()).toBe('FAILED: Remediation failed');
    expect(jobs().map(({ template }) => template)).toEqual([42, 43]);
    expect(messages()).toContain('remediation_failed');
    expect((await pipeline.shown(await incidentId())).incident).toMatchObject({ status: 'open', escalating: true });
  });

  it('and is stopped while it runs is cancelled, and not taken back: people are told what is left', async () => {
    await begin();
    pipeline.cloud.standIns.awx.endJobs('never');
    await say('approve');
    await pipeline.pass(20_000);
    expect(await post(`/v1/incidents/${await incidentId()}/stop-remediation`)).toBe(200);
    await goOn(3);
    expect(await standing()).toBe('FAILED: Remediation failed');
    expect(jobs()).toMatchObject([{ status: 'canceled' }]);
    expect(messages()).toContain('remediation_failed');
  });

  it('is not run again for the same cause, however often it is started', async () => {
    await approved();
    const [execution] = await executions();
    const { fingerprint } = (await pipeline.shown(await incidentId())).alerts[0] ?? {};
    const again = { incidentId: await incidentId(), fingerprint, severity: 'critical' };
    const command = new StartExecutionCommand({
      stateMachineArn: machineArn,
      name: execution?.name,
      input: JSON.stringify({ ...again, more: 1 }),
    });
    await expect(sfn.send(command)).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    await sfn.send(new StartExecutionCommand({ stateMachineArn: machineArn, name: 'by-hand', input: JSON.stringify(again) }));
    await pipeline.pass(15 * minuteMs);
    expect(jobs()).toHaveLength(1);
  });
});
