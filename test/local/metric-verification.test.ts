/** A runbook that a metric must show to have helped, deployed: archive writes the samples, remediate reads them back with the rights its template gives it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { remediationsSchema } from '#kernel/policy.ts';
import { readPolicy } from '#lib/policy/read-policy.ts';
import { castFor } from '#lib/rehearse/cast.ts';
import { rehearsedPolicy, withPolicy } from '#lib/rehearse/rehearsal-assembly.ts';
import { rehearse } from '#lib/rehearse/rehearse.ts';
import { synthesisePolicy } from '#lib/replay/compare/policy-assembly.ts';
import { minuteMs, openPipeline, type Pipeline, prefix } from '#test/support/cloud-fixture.ts';
import { gaugeRequest, logsRequest } from '#test/support/otlp-json.ts';
import { writeRehearsed } from '#test/support/rehearsed.ts';

const remediations = {
  targets: { awx: { url: 'https://awx.example.com' } },
  rules: [
    {
      ...{ name: 'drain-queue', description: 'Drain the queue', match: { labels: { 'service.name': 'payment' } }, target: 'awx' as const },
      ...{ template: '42', mode: 'run' as const, risk: 'low' as const, undo: { template: '43' }, approval: { required: false } },
      verify: {
        withinMinutes: 4,
        metric: {
          ...{ name: 'queue.length', aggregate: 'max' as const, overMinutes: 2, below: 10 },
          labels: { 'service.name': { label: 'service.name', pattern: '[a-z]+' } },
        },
      },
    },
  ],
};

let assembly: Awaited<ReturnType<typeof synthesisePolicy>>;
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'streamwarden-metric-verification-'));
  writeRehearsed(folder, remediations);
  assembly = await synthesisePolicy('dev', folder).finally(() => rmSync(folder, { recursive: true }));
}, 300_000);
afterAll(() => assembly.remove());

/** The queues as they are now: payment's, and one that is long and of no concern. */
const measure = async (pipeline: Pipeline, length: number): Promise<void> => {
  for (const [service, value] of [
    ['payment', length],
    ['checkout', 900],
  ] as const)
    await pipeline.send('/v1/metrics', gaugeRequest({ service }, 'queue.length', [[pipeline.cloud.now(), value]]));
};

/** Trouble comes, once; the queue is as long as `length` says, minutes after that. Tells what it came to. */
const play = async (length: (minute: number) => number | undefined) => {
  const pipeline = await openPipeline({ assembly: assembly.folder });
  const trouble = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';
  await pipeline.send('/v1/logs', logsRequest({ service: 'payment' }, pipeline.cloud.now(), [trouble]));
  for (let minute = 0; minute < 14; minute += 1) {
    const measured = length(minute);
    if (measured !== undefined) await measure(pipeline, measured);
    await pipeline.pass(minuteMs);
  }
  const [incident] = await pipeline.incidents();
  const { timeline } = await pipeline.shown(incident?.id ?? '');
  const jobs = pipeline.cloud.standIns.awx.jobs().map(({ template }) => template);
  await pipeline.cloud.close();
  const reasons = timeline.filter(({ kind }) => kind.startsWith('remediation_')).map(({ reason }) => reason);
  return { status: incident?.status, jobs, reasons: reasons.join('\n') };
};

it('is verified when the metric shows it, at once or within the time it has', async () => {
  const { status, jobs, reasons } = await play((minute) => (minute < 4 ? 70 : 3));
  expect({ status, jobs }).toEqual({ status: 'resolved', jobs: [42] });
  expect(reasons).toContain('The alert is over or has not been seen since the runbook took effect. queue.length is below 10.');
});

it('is taken back when the metric stays bad, and says how bad it is', async () => {
  const { status, jobs, reasons } = await play(() => 70);
  expect({ status, jobs }).toEqual({ status: 'open', jobs: [42, 43] });
  expect(reasons).toContain('queue.length is 70 after the runbook, not below 10.');
});

it('is taken back when nobody measures any more: silence of a metric is no health', async () => {
  const { status, jobs, reasons } = await play((minute) => (minute < 2 ? 3 : undefined));
  expect({ status, jobs }).toEqual({ status: 'open', jobs: [42, 43] });
  expect(reasons).toContain('queue.length has no samples since the runbook.');
});

it('is rehearsed with a metric that is well when the trouble is over', async () => {
  const policy = rehearsedPolicy({ ...readPolicy(undefined), remediations: remediationsSchema.parse(remediations) });
  const [rule] = policy.remediations.rules;
  if (rule === undefined) throw new Error('the rule is lost');
  const cast = castFor(rule);
  if ('missing' in cast) throw new Error(cast.missing);
  const runs = await withPolicy(assembly.folder, policy, (folder) =>
    rehearse({ assembly: folder, prefix, policy, ...cast }, { faults: 0 }),
  );
  expect(runs.map(({ end, wrong }) => [end, wrong])).toEqual(
    ['verified', 'undone', 'undone', 'undone', 'left', 'left'].map((end) => [end, []]),
  );
});
