import { describe, expect, it } from 'vitest';
import { metricDoubt } from '#functions/remediate/metric-doubt.ts';
import { UpstreamError } from '#kernel/errors.ts';
import { checkMetricQuery, type MetricHistory, type MetricQuery } from '#kernel/metric-history.ts';
import { remediationsSchema } from '#kernel/policy.ts';

const minute = 60_000;
const finished = 1_700_000_000_000;
const labels = { 'service.name': 'payment' };

const metricOf = (changes: object) => {
  const verify = { metric: { name: 'queue.length', below: 10, ...changes } };
  const rule = { name: 'drain', description: 'Drain', match: {}, target: 'webhook', template: 'drain', approval: { required: false } };
  const parsed = remediationsSchema.parse({ targets: {}, rules: [{ ...rule, verify }] }).rules[0]?.verify.metric;
  if (parsed === undefined) throw new Error('the metric is lost');
  return parsed;
};

/** A history of one value a series; keeps what it was asked. */
const historyOf = (values: readonly number[], truncated = false) => {
  const asked: MetricQuery[] = [];
  const history: MetricHistory = {
    query: async (query) => {
      checkMetricQuery(query);
      asked.push(query);
      return { series: values.map((value, at) => ({ labels: { at: String(at) }, points: [{ time: query.from, value }] })), truncated };
    },
  };
  return { history, asked };
};

const doubt = (changes: object, values: readonly number[], now = finished + 10 * minute) =>
  metricDoubt(metricOf(changes), labels, { from: finished, now }, historyOf(values).history);

describe('a metric that is asked whether a runbook helped', () => {
  it.for([
    [{}, [9.9, 0], undefined],
    [{}, [9.9, 10], 'queue.length is 10 after the runbook, not below 10.'],
    [{ below: undefined, above: 0.5 }, [0.51], undefined],
    [{ below: undefined, above: 0.5 }, [0.5], 'queue.length is 0.5 after the runbook, not above 0.5.'],
    [{ above: 1 }, [2, 12.345_678], 'queue.length is 12.35 after the runbook, not below 10 and above 1.'],
    [{}, [Number.NaN], 'queue.length is NaN after the runbook, not below 10.'],
    [{}, [], 'queue.length has no samples since the runbook.'],
  ] as const)('as %j, with %j', async ([changes, values, answer]) => {
    expect(await doubt(changes, values)).toBe(answer);
  });

  it('is asked for the last minutes, and never for the time before the runbook took effect', async () => {
    const { history, asked } = historyOf([1]);
    for (const now of [finished + minute, finished + 30 * minute])
      await metricDoubt(metricOf({ field: 'p99', aggregate: 'max' }), labels, { from: finished, now }, history);
    expect(asked).toMatchObject([
      { name: 'queue.length', field: 'p99', aggregate: 'max', labels, from: finished, to: finished + minute, stepMs: minute },
      { from: finished + 25 * minute, to: finished + 30 * minute, stepMs: 5 * minute },
    ]);
    expect(await metricDoubt(metricOf({}), labels, { from: finished, now: finished }, history)).toContain('no samples');
    expect(asked).toHaveLength(2);
  });

  it('is not believed where not every series could be looked at', async () => {
    const { history } = historyOf([1], true);
    expect(await metricDoubt(metricOf({}), labels, { from: finished, now: finished + minute }, history)).toContain('too many series');
  });

  it('shows nothing where no metrics are kept, and lets the step be tried again where they cannot be read now', async () => {
    const span = { from: finished, now: finished + minute };
    expect(await metricDoubt(metricOf({}), labels, span, undefined)).toBe('No metrics are kept that could be asked.');
    const busy = new UpstreamError('Timestream is busy.', { reason: 'busy' });
    const query = () => Promise.reject(busy);
    await expect(metricDoubt(metricOf({}), labels, span, { query })).rejects.toBe(busy);
  });

  it('says below or above what it must lie, or is refused', () => {
    expect(() => metricOf({ below: undefined })).toThrow(/neither below nor above/);
  });
});
