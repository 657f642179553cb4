import { expect, it } from 'vitest';
import { MetricTotals } from '#lib/local/metrics-from-logs.ts';

const line = (metrics: Readonly<Record<string, unknown>>, dimensions: Readonly<Record<string, string>> = {}) =>
  JSON.stringify({
    _aws: {
      Timestamp: 0,
      CloudWatchMetrics: [
        {
          Namespace: 'Streamwarden',
          Dimensions: [['service', ...Object.keys(dimensions)]],
          Metrics: Object.keys(metrics).map((Name) => ({ Name })),
        },
      ],
    },
    service: 'route',
    ...dimensions,
    ...metrics,
  });

it('adds up embedded metrics by name and by dimensions of their own, values as numbers or as lists', () => {
  const totals = new MetricTotals();
  totals.add([line({ Received: 2, Produced: 1 }), '{"level":"INFO","message":"not a metric"}', line({ Received: [3, 4] })]);
  totals.add([line({ Suppressed: 5 }, { reason: 'silence' }), line({ Suppressed: 1 }, { environment: 'dev' })]);
  expect(totals.totals).toEqual({ Received: 9, Produced: 1, 'Suppressed{reason=silence}': 5, Suppressed: 1 });
});

it('passes over a line that only looks like metrics', () => {
  const totals = new MetricTotals();
  totals.add(['panic: "_aws" {', '"_aws"', '{"_aws":{}}']);
  expect(totals.totals).toEqual({});
});
