/** A small outage from its first log to its resolution, played on a running pipeline as often as wanted; each run has an environment name of its own. */
import { surplus } from '#lib/replay/faults/effects.ts';
import { minuteMs, type Pipeline, prefix } from './cloud-fixture.ts';
import { type Emitter, gaugeRequest, logsRequest, spansRequest } from './otlp-json.ts';

/** What came of a drill, without times and without what tells one run from another: equal runs are equal. */
export interface DrillOutcome {
  readonly alerts: readonly string[];
  readonly incidents: readonly string[];
  readonly timeline: readonly string[];
  readonly messages: readonly string[];
  readonly executions: readonly string[];
  readonly jobs: readonly string[];
  readonly samplesStored: number;
}

const letters = 'abcdefghijklmnopqrstuvwxyz';
/** `qaaa`, `qaab`, …: letters only, so that it stays itself when messages are masked. */
export const environmentOf = (run: number): string => `q${[676, 26, 1].map((weight) => letters[Math.floor(run / weight) % 26]).join('')}`;

/** Enough for the detector to know what is usual. */
const baselineSamples = 40;
const sampleEveryMs = 10_000;
const tryAgainAfterMs = 1_000;

/** As a careful agent does: what was not answered with 200 is sent again. */
const insist = async (pipeline: Pipeline, attempt: () => Promise<{ readonly status: number }>): Promise<void> => {
  for (let attempts = 1; attempts <= 5; attempts += 1) {
    const { status } = await attempt();
    if (status < 500) return;
    await pipeline.pass(tryAgainAfterMs);
  }
  throw new Error('No answer but 5xx, five times.');
};

/** Waits for the message that asks to approve the runbook in this environment; undefined when none comes. */
const approvalRequest = async (pipeline: Pipeline, environment: string) => {
  for (let waited = 0; waited < 10 * minuteMs; waited += minuteMs / 2) {
    const asked = pipeline
      .heard()
      .find((message) => message.links['approve'] !== undefined && JSON.stringify(message).includes(environment));
    if (asked !== undefined) return asked;
    await pipeline.pass(minuteMs / 2);
  }
  return undefined;
};

/** Plays the drill: errors and an anomaly of payment, a warning of checkout; somebody acknowledges, approves the runbook, and it recovers. */
export const playDrill = async (pipeline: Pipeline, environment: string): Promise<void> => {
  const { cloud } = pipeline;
  const payment: Emitter = { service: 'payment', environment };
  const checkout: Emitter = { service: 'checkout', environment };
  const send = (path: Parameters<Pipeline['send']>[0], body: string) => insist(pipeline, () => pipeline.send(path, body));
  const samples = (count: number, value: (index: number) => number): (readonly [number, number])[] =>
    Array.from({ length: count }, (_, index) => [cloud.now() - (count - index - 1) * sampleEveryMs, value(index)]);

  await send(
    '/v1/metrics',
    gaugeRequest(
      payment,
      'queue.depth',
      samples(baselineSamples, (index) => 10 + (index % 3)),
    ),
  );
  await pipeline.pass(61_000);
  await send(
    '/v1/metrics',
    gaugeRequest(
      payment,
      'queue.depth',
      samples(6, (index) => 10 + (index % 3)),
    ),
  );
  await send('/v1/traces', spansRequest(payment, cloud.now(), ['POST /charge', 'POST /refund']));
  await pipeline.pass(30_000);
  await send(
    '/v1/metrics',
    gaugeRequest(
      payment,
      'queue.depth',
      samples(3, () => 900),
    ),
  );
  await send(
    '/v1/logs',
    logsRequest(checkout, cloud.now(), [`order failed in ${environment}: payment service unavailable`, 'order placed']),
  );
  await pipeline.pass(2_000);
  const errors = Array.from({ length: 3 }, () => `payment gateway timeout in ${environment}`);
  await send('/v1/logs', logsRequest(payment, cloud.now(), errors));
  const asked = await approvalRequest(pipeline, environment);
  if (asked === undefined) return;
  const answer = (url: URL, body = '') =>
    insist(pipeline, () =>
      cloud.request({ method: 'POST', path: url.pathname + url.search, headers: { 'content-type': 'application/json' }, body }),
    );
  await answer(new URL(`/v1/incidents/${asked.incident.id}/acknowledge`, cloud.url), JSON.stringify({ by: 'sam' }));
  // Longer than a finding stays with a worker that died.
  await pipeline.pass(5 * minuteMs);
  await answer(new URL(asked.links['approve'] ?? ''));
  await pipeline.pass(12 * minuteMs);
};

/** What one outcome has and the other has not, line by line: `- ` for what is missing, `+ ` for what is too much. */
export const outcomeDifference = (actual: DrillOutcome, expected: DrillOutcome): readonly string[] => {
  const lines = (outcome: DrillOutcome) => Object.entries(outcome).flatMap(([part, of]) => [of].flat().map((line) => `${part}: ${line}`));
  return [...surplus(lines(expected), lines(actual), '-'), ...surplus(lines(actual), lines(expected), '+')];
};

const sorted = (lines: readonly string[]): readonly string[] => lines.toSorted();

/** Looks at everything durable that carries the environment's name. */
export const drillOutcome = async (pipeline: Pipeline, environment: string): Promise<DrillOutcome> => {
  const { cloud } = pipeline;
  const own = <Value>(values: readonly Value[]): readonly Value[] => values.filter((value) => JSON.stringify(value).includes(environment));
  const all = (await pipeline.incidents()).filter(({ groupLabels }) => groupLabels['deployment.environment.name'] === environment);
  const shown = await Promise.all(all.map(({ id }) => pipeline.shown(id)));
  const ids = new Set(all.map(({ id }) => id));
  const text = (...parts: readonly unknown[]): string =>
    parts
      .map((part) => JSON.stringify(part))
      .join(' ')
      .replaceAll(environment, 'ENV')
      // Kinds of messages, and alerts named after them, belong to their environment.
      .replaceAll(/\blog-[0-9a-f]{16}\b/g, 'log-KIND');
  return {
    alerts: sorted(
      shown.flatMap(({ alerts }) =>
        alerts.map(({ labels, status, severity, folded }) => text(labels['alertname'], labels['service.name'], status, severity, folded)),
      ),
    ),
    incidents: sorted(
      all.map(({ status, severity, escalationLevel, title, alerts, resolvedBy, acknowledgedBy }) =>
        text(status, severity, escalationLevel, title, alerts.length, resolvedBy, acknowledgedBy),
      ),
    ),
    timeline: sorted(
      shown.flatMap(({ timeline }) =>
        // Who joined and who recovered is told in one entry a batch, and batches differ; the alerts above say it one by one.
        timeline
          .filter(({ kind }) => kind !== 'alert_joined' && kind !== 'alert_resolved')
          .map(({ kind, by, detail }) => text(kind, by, detail?.['channel'], detail?.['notificationReason'])),
      ),
    ),
    messages: sorted(
      // The same message again carries the same key: its receiver takes it once.
      [...new Map(pipeline.heard().map((message) => [message.key, message])).values()]
        .filter(({ incident }) => ids.has(incident.id))
        .map(({ notificationReason, recipients }) => text(notificationReason, recipients)),
    ),
    executions: sorted(
      cloud
        .executions()
        .filter(({ options }) => ids.has((options.input as { incidentId: string }).incidentId))
        .map(({ options, status }) => text(options.machineName, status)),
    ),
    jobs: own(cloud.standIns.awx.jobs()).map(({ template, status, extraVars }) =>
      text(template, status, extraVars['service'], extraVars['environment']),
    ),
    samplesStored: own(cloud.metricStore(`${prefix}-metrics`, 'samples').records()).length,
  };
};
