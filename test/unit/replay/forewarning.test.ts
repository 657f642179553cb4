/** How much earlier numbers told of an incident, from the findings about its alerts. */
import { expect, it } from 'vitest';
import type { Finding } from '#kernel/finding.ts';
import { lengthText } from '#lib/replay/duration.ts';
import { forewarningOf } from '#lib/replay/forewarning.ts';
import { findingOf } from '#test/support/findings.ts';

const told = (fingerprint: string, receivedAt: number, changes: Partial<Finding>): Finding => ({
  ...findingOf(`${fingerprint}-${receivedAt}`, 'payment', changes),
  ...{ fingerprint, receivedAt },
});
const anomaly = (fingerprint: string, at: number, labels: Record<string, string>) =>
  told(fingerprint, at, { kind: 'anomaly', severity: 'warning', labels, title: `${fingerprint} too high` });
const critical = (at: number) => told('log', at, { kind: 'classification', severity: 'critical', title: 'timeout' });
const spans = anomaly('span', 2_000, { 'span.kind': 'client' });
const metric = anomaly('metric', 1_000, {});

it('is told of spans first, else of whatever number spoke first', () => {
  const own = ['log', 'span', 'metric'];
  const wanted = { criticalTitle: 'timeout', criticalAt: 9_000 };
  expect(forewarningOf(own, [metric, spans, critical(9_000), critical(12_000)])).toEqual({
    ...{ from: 'spans', title: 'span too high', at: 2_000 },
    ...wanted,
  });
  expect(forewarningOf(['log', 'metric'], [metric, spans, critical(9_000)])).toEqual({
    ...{ from: 'metrics', title: 'metric too high', at: 1_000 },
    ...wanted,
  });
});

it.for<[string, readonly Finding[]]>([
  ['nothing was critical', [spans]],
  ['nothing was told before', [critical(500), spans]],
  ['what was told before is another incident', [anomaly('other', 1, {}), critical(9_000)]],
  ['it only recovered before', [{ ...spans, status: 'resolved' }, critical(9_000)]],
])('is absent where %s', ([, findings]) => expect(forewarningOf(['log', 'span'], findings)).toBeUndefined());

it('has its length told in words', () => expect([75_000, 120_000, 44_600].map(lengthText)).toEqual(['1 min 15 s', '2 min', '45 s']));
