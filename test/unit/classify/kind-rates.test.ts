/** A kind of message that is suddenly said much more often is found, once; noise, newcomers and redelivered frames are not. */
import { describe, expect, it } from 'vitest';
import { kindRates } from '#functions/classify/kind-rates.ts';
import { startGroup } from '#functions/classify/log-group.ts';
import { classifyStage } from '#functions/classify/stage.ts';
import { type Finding, findingSchema } from '#kernel/finding.ts';
import { classificationSchema } from '#kernel/policy.ts';
import { localJudge } from '#test/support/local-judge.ts';
import { classifierPorts, memoryFindings } from '#test/support/memory-ports.ts';
import { frameOf, logOf, resourceOf, startAt } from '#test/support/signals.ts';

const start = Math.floor(startAt / 60_000) * 60_000;
const log = logOf(resourceOf('cart'), start, 9, 'cache miss for key 17');
const texts = { masked: 'cache miss for key <num>', mark: '', evidence: '', severityNumber: 1, text: 'cache miss for key 17' };

/** A frame received so many seconds after the start, with so many messages of each kind. */
const frameAt = (seconds: number, counts: Readonly<Record<string, number>>) => {
  const groups = Object.entries(counts).map(([clusterId, count]) => ({
    ...startGroup({ ...texts, questionId: clusterId, clusterId }, log, 0),
    indexes: Array.from({ length: count }, (_, index) => index),
  }));
  return [{ ...frameOf(`f${seconds}`, [log]), receivedAt: start + seconds * 1000 }, groups] as const;
};

/** Two frames a minute; how often each kind is said in each of them. */
const run = (minutes: number, countsAt: (minute: number, half: number) => Readonly<Record<string, number>>): readonly Finding[] => {
  const watch = kindRates();
  return Array.from({ length: minutes * 2 }, (_, half) => watch(...frameAt(half * 30 + 1, countsAt(Math.floor(half / 2), half)))).flat();
};

const noise = (half: number): number => 20 + ((half * 7919) % 13);

describe('a kind of message', () => {
  it('that is said ten times as often is found within two minutes, and told to be over after four', () => {
    const findings = run(60, (minute, half) => ({ miss: noise(half) * (minute >= 30 && minute < 40 ? 10 : 1), other: noise(half + 1) }));
    expect(findings.map(({ status, lastSeenAt }) => [status, (lastSeenAt - start) / 60_000])).toEqual([
      ['firing', 32],
      ['resolved', 44],
    ]);
    const [first] = findings;
    expect(findingSchema.parse(first)).toEqual(first);
    expect(first).toMatchObject({
      ...{ kind: 'anomaly', severity: 'warning', startsAt: start + 30 * 60_000 },
      labels: { alertname: 'log-rate', 'log.kind': 'miss', 'service.name': 'cart' },
    });
  });

  it('of noisy rate, of a rising one, or one that is new, is left alone', () => {
    expect(run(200, (_, half) => ({ miss: noise(half) }))).toEqual([]);
    expect(run(200, (minute) => ({ miss: 20 + minute }))).toEqual([]);
    expect(run(200, (minute): Record<string, number> => (minute >= 100 ? { other: 5, miss: 500 } : { other: 5 }))).toEqual([]);
  });

  it('that was never said in a minute counts as nothing then', () => {
    const findings = run(
      60,
      (minute): Record<string, number> => ({ other: 5, ...(minute === 0 && { miss: 1 }), ...(minute >= 40 && { miss: 15 }) }),
    );
    expect(findings.map(({ labels, status }) => [labels['log.kind'], status])).toEqual([['miss', 'firing']]);
  });

  it('is counted once when frames come again', () => {
    const watch = kindRates();
    const findings: Finding[] = [];
    for (let half = 0; half < 120; half += 1) {
      findings.push(...watch(...frameAt(half * 30 + 1, { miss: 20 })));
      if (half > 60) for (let again = 0; again < 10; again += 1) findings.push(...watch(...frameAt(half * 30 + 1, { miss: 20 })));
    }
    expect(findings).toEqual([]);
  });

  it('is not found to be quiet because nothing came for a while', () => {
    expect(run(120, (minute): Record<string, number> => (minute < 30 || minute > 90 ? { miss: 40 } : {}))).toEqual([]);
  });
});

it('is told though the queue failed when it was found', async () => {
  const findings = memoryFindings();
  const stage = classifyStage(
    { ...classifierPorts(localJudge), findings: findings.sink },
    { policy: classificationSchema.parse({ rules: [] }), versions: { rules: 'v' } },
  );
  const take = async (half: number, count: number): Promise<void> => {
    const logs = Array.from({ length: count }, (_, index) => logOf(resourceOf('cart'), start, 9, `cache miss for key ${index}`));
    await stage.take({ frame: { ...frameOf(`f${half}`, logs), receivedAt: start + half * 30_000 } });
  };
  for (let half = 0; half < 64; half += 1) {
    await take(half, half < 60 ? 10 : 200);
    await stage.flush();
  }
  findings.state.failures = 1;
  findings.sent.length = 0;
  await take(64, 200);
  await expect(stage.flush()).rejects.toThrow();
  await take(64, 200);
  await stage.flush();
  expect(findings.sent.map(({ labels }) => labels['alertname'])).toEqual(['log-rate']);
});
