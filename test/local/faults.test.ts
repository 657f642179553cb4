/** Faults by seed: what they leave is what the run without them leaves; the same seed strikes the same; and what is broken is caught. */
import { describe, expect, inject, it } from 'vitest';
import type { Stack } from '#lib/local/template/assembly.ts';
import { differenceOf } from '#lib/replay/faults/effects.ts';
import { type FaultChoice, faultChoiceOf, playDisturbed, playUndisturbed, type Stage } from '#lib/replay/faults/fault-run.ts';
import { progressOn } from '#lib/replay/progress.ts';
import type { Report } from '#lib/replay/report.ts';
import type { Script } from '#lib/replay/script.ts';
import { startAt } from '#test/support/cloud-fixture.ts';
import { gaugeRequest, logsRequest } from '#test/support/otlp-json.ts';

const second = 1_000;
const minute = 60 * second;
const payment = { service: 'payment' };
const checkout = { service: 'checkout' };

/** A request of an agent, whose clock may be ahead. */
const post = (at: number, path: string, { service }: { readonly service: string }, bodyOf: (aheadMs: number) => string) => ({
  ...{ at, method: 'POST', path, headers: { 'content-type': 'application/json' }, body: Buffer.from(bodyOf(0)) },
  bodyUnder: (aheadMs: (agent: string) => number) => Buffer.from(bodyOf(aheadMs(service))),
});

/** A sample every ten seconds, six a request: what is usual for twelve minutes, then three far beyond it. */
const metrics = Array.from({ length: 13 }, (_, part) => {
  const samples = Array.from({ length: part === 12 ? 3 : 6 }, (__, index): readonly [number, number] => [
    startAt + (part * 6 + index) * 10 * second,
    part === 12 ? 900 : 10 + (index % 3),
  ]);
  return post((part + 1) * minute, '/v1/metrics', payment, (aheadMs) =>
    gaugeRequest(
      payment,
      'queue.depth',
      samples.map(([at, value]) => [at + aheadMs, value]),
    ),
  );
});

/** Errors of two services for a quarter of an hour. */
const logs = Array.from({ length: 16 }, (_, index) => {
  const at = 13 * minute + index * minute;
  return [
    post(at + 5 * second, '/v1/logs', checkout, (aheadMs) =>
      logsRequest(checkout, startAt + at + aheadMs, ['order failed: payment service unavailable', 'order placed']),
    ),
    post(at + 9 * second, '/v1/logs', payment, (aheadMs) =>
      logsRequest(payment, startAt + at + aheadMs, ['payment gateway timeout', 'payment gateway timeout']),
    ),
  ];
}).flat();

const script: Script = {
  ...{ title: 'A small outage', description: '', startAt, endsAt: 45 * minute, followsPeople: false },
  people: [
    { at: 20 * minute, person: 'alex', does: 'acknowledge', by: 'api' },
    { at: 29 * minute, person: 'sam', does: 'approve', by: 'link' },
  ],
  requests: [...metrics, ...logs].sort((a, b) => a.at - b.at),
};

const stage = (amend?: (stack: Stack) => Stack): Stage => ({
  ...{ assembly: inject('assembly'), environment: 'dev', script, progress: progressOn(process.stderr, true) },
  ...(amend === undefined ? {} : { amend }),
});

const undisturbed = await playUndisturbed(stage());
const disturbed = (choice: FaultChoice, on = stage()): Promise<Report> => playDisturbed(on, choice, undisturbed, 'again');

describe('the run without faults', () => {
  it('has something to lose: alerts, an incident, pages and a runbook', () => {
    const count = (kind: string): number => undisturbed.effects.lines.filter((line) => line.startsWith(`${kind} `)).length;
    expect(['alert', 'incident', 'page', 'runbook'].map(count)).toEqual([4, 1, expect.any(Number), 1]);
    expect(count('page')).toBeGreaterThan(3);
  });
});

describe('a run under faults', () => {
  it.for(['1', '2:kills', '3:throttle', '4:delivery', '5:lost', '6:slow', '3:reshard', '1:skew'])(
    'of seed %s comes to the same',
    async (text) => {
      const { faults, ledger } = await disturbed(faultChoiceOf(text));
      expect(Object.keys(faults?.injected ?? {}).length).toBeGreaterThan(0);
      expect(faults?.difference).toEqual([]);
      expect(ledger.balanced).toBe(true);
    },
  );

  it('is the same, byte by byte, for the same seed, and another for another', async () => {
    const [first, again, other] = [
      await disturbed(faultChoiceOf('7')),
      await disturbed(faultChoiceOf('7')),
      await disturbed(faultChoiceOf('8')),
    ];
    expect(JSON.stringify(again)).toBe(JSON.stringify(first));
    expect(other.faults?.injected).not.toEqual(first.faults?.injected);
  });
});

/** A stack with other properties of whatever `picks` picks. */
const amending =
  (type: string, picks: (properties: Readonly<Record<string, unknown>>) => boolean, change: Readonly<Record<string, unknown>>) =>
  (stack: Stack): Stack => {
    const Resources = Object.fromEntries(
      Object.entries(stack.template.Resources ?? {}).map(([id, resource]) => {
        const properties = (resource.Properties ?? {}) as Readonly<Record<string, unknown>>;
        return [id, resource.Type === type && picks(properties) ? { ...resource, Properties: { ...properties, ...change } } : resource];
      }),
    );
    return { ...stack, template: { ...stack.template, Resources } };
  };

describe('what is broken on purpose', () => {
  /** Breaks what retries are for; some of a few seeds must show it. */
  const mutants: readonly (readonly [what: string, profile: string, amend: (stack: Stack) => Stack])[] = [
    [
      'consumers of the stream that give a batch up at its first failure',
      'kills',
      amending('AWS::Lambda::EventSourceMapping', ({ BisectBatchOnFunctionError: bisects }) => bisects === true, {
        MaximumRetryAttempts: 0,
      }),
    ],
    [
      'a queue that gives a finding up at its first failure',
      'kills',
      amending('AWS::SQS::Queue', ({ RedrivePolicy: policy }) => policy !== undefined, { VisibilityTimeout: 60 * 60 * 12 }),
    ],
    [
      'an ingest that does not have agents send again',
      'kills',
      amending('AWS::ApiGatewayV2::Integration', () => true, { ResponseParameters: {} }),
    ],
  ];

  it.for(mutants)('is caught: %s', { timeout: 300_000 }, async ([, profile, amend]) => {
    const caught: string[] = [];
    for (const seed of ['1', '2', '3', '4', '5', '6', '7', '8']) {
      const { faults, ledger } = await disturbed({ seed, profile }, stage(amend));
      caught.push(...(faults?.difference ?? []), ...(ledger.balanced ? [] : ['unbalanced']));
      if (caught.length > 0) break;
    }
    expect(caught).not.toEqual([]);
  });

  it('is told line by line: what is missing, what is too much, and what happened twice', () => {
    const expected = { lines: ['a', 'b', 'b'], repeats: 0 };
    expect(differenceOf({ lines: ['a', 'b', 'b'], repeats: 3 }, expected)).toEqual([]);
    expect(differenceOf({ lines: ['a', 'b'], repeats: 0 }, expected)).toEqual(['- b']);
    expect(differenceOf({ lines: ['a', 'b', 'b', 'b', 'c'], repeats: 0 }, expected)).toEqual(['+ b', '+ c']);
  });
});
