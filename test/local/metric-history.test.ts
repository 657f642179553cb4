/** What archive as deployed put into the local cloud's Timestream is read back through our port, over the unchanged client. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { awsEnvironment } from '#test/support/capture-requests.ts';
import { minuteMs, openPipeline, type Pipeline, prefix, startAt } from '#test/support/cloud-fixture.ts';
import { gaugeRequest } from '#test/support/otlp-json.ts';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await openPipeline();
  for (const [name, value] of Object.entries({ ...awsEnvironment(pipeline.url), AWS_REGION: 'us-east-1' })) vi.stubEnv(name, value);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await pipeline.cloud.close();
});

it('answers what was sent, by service and step, however often it came', async () => {
  const samples = [10, 20, 40].map((value, index) => [startAt + index * 30_000, value] as const);
  const body = gaugeRequest({ service: 'checkout' }, 'queue.length', samples);
  const other = gaugeRequest({ service: 'payment' }, 'queue.length', [[startAt, 99]]);
  await pipeline.pass(minuteMs);
  for (const each of [body, other, body]) expect(await pipeline.send('/v1/metrics', each)).toMatchObject({ status: 200 });
  await pipeline.pass(2 * minuteMs);

  const { timestreamMetricHistory } = await import('#adapters/timestream/metric-history.ts');
  const history = timestreamMetricHistory(
    { database: `${prefix}-metrics`, table: 'samples' },
    { delay: async () => undefined, random: () => 0 },
  );
  const asked = { name: 'queue.length', from: startAt, to: startAt + 2 * minuteMs, stepMs: minuteMs, maxPoints: 10 } as const;
  const { series } = await history.query({ ...asked, labels: { 'service.name': 'checkout' }, aggregate: 'sum' });
  expect(series).toMatchObject([
    {
      labels: { 'service.name': 'checkout' },
      points: [
        { time: startAt, value: 30 },
        { time: startAt + minuteMs, value: 40 },
      ],
    },
  ]);
  expect((await history.query({ ...asked, labels: {}, aggregate: 'count' })).series).toHaveLength(2);
});
