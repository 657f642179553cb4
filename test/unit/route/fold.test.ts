/** What each finding leaves in its alert. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldFiring, foldResolved, foldSeen, isFlapping, isRedelivered, judge, rememberedFindings } from '#functions/route/fold.ts';
import type { Alert } from '#kernel/alert.ts';
import type { Finding } from '#kernel/finding.ts';
import { findingOf } from '#test/support/findings.ts';

const fire = (alert: Alert | undefined, finding: Finding, now: number, incidentId = 'inc-1') =>
  foldFiring(alert, finding, { findings: [finding], outcomes: ['folded'], unwritten: 0, now }, incidentId, undefined);
const recover = (alert: Alert, finding: Finding, now: number) =>
  foldResolved(alert, finding, { findings: [finding], outcomes: ['folded'], unwritten: 0, now });

describe('folding', () => {
  it('begins a new episode when a resolved alert fires again', () => {
    const first = fire(undefined, findingOf('f-1', 'payment'), 2_000);
    const over = recover(first, findingOf('f-2', 'payment', { status: 'resolved', reason: 'Back to normal.' }), 3_000);
    expect(over).toMatchObject({ status: 'resolved', resolvedAt: 3_000, reason: 'Back to normal.', folded: 2 });
    const later = findingOf('f-3', 'payment', { severity: 'warning', title: 'slow', startsAt: 8_000, evidence: { signals: [], count: 7 } });
    const again = fire(over, later, 9_000, 'inc-2');
    expect(again).toMatchObject({
      ...{ status: 'firing', severity: 'warning', title: 'slow', firstSeenAt: 8_000, lastSeenAt: 9_000 },
      ...{ count: 7, incidentId: 'inc-2', folded: 3, changes: [2_000, 3_000, 9_000] },
    });
    expect(again.resolvedAt).toBeUndefined();
  });

  it('takes the time of arrival for last seen, so that a slow clock or a backlog is not silence', () => {
    const finding = findingOf('f-1', 'payment', { startsAt: 5_000, lastSeenAt: 5_000 });
    expect(fire(undefined, finding, 90_000)).toMatchObject({ firstSeenAt: 5_000, lastSeenAt: 90_000 });
    expect(fire(undefined, finding, 1_000)).toMatchObject({ firstSeenAt: 1_000, lastSeenAt: 1_000 });
  });

  it('remembers when the newest evidence was received, however late its finding comes', () => {
    const first = fire(undefined, findingOf('f-1', 'payment', { receivedAt: 5_000 }), 90_000);
    const older = foldSeen(first, { findings: [findingOf('f-2', 'payment', { receivedAt: 4_000 })], unwritten: 3, now: 95_000 });
    expect([first, older].map(({ lastSeenAt, evidenceAt, count }) => [lastSeenAt, evidenceAt, count])).toEqual([
      [90_000, 5_000, 2],
      [95_000, 5_000, 7],
    ]);
  });

  it('remembers the last findings that changed it, and counts all of them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), (times) => {
        let alert: Alert | undefined;
        for (let index = 0; index < times; index += 1) {
          const finding = findingOf(`f-${index}`, 'payment');
          expect(isRedelivered(alert, finding)).toBe(false);
          alert = fire(alert, finding, index);
          expect(isRedelivered(alert, finding)).toBe(true);
        }
        expect(alert).toMatchObject({ folded: times, version: times });
        expect(alert?.recentFindings.length).toBe(Math.min(times, rememberedFindings));
      }),
    );
  });

  it('tells flapping by changes within a while', () => {
    const alert = { ...fire(undefined, findingOf('f-1', 'payment'), 0), changes: [0, 10, 20, 30, 40, 50] };
    expect(isFlapping(alert, { changes: 6, withinMs: 60 }, 60)).toBe(true);
    expect(isFlapping(alert, { changes: 6, withinMs: 60 }, 61)).toBe(false);
    expect(isFlapping(alert, { changes: 7, withinMs: 60 }, 60)).toBe(false);
  });
});

describe('judging findings of one alert', () => {
  const of = (...severities: readonly Finding['severity'][]) =>
    severities.map((severity, index) => findingOf(`f-${index}`, 'payment', { severity }));
  it.for<[string, readonly Finding['severity'][], Finding['severity'] | undefined, string, number | undefined]>([
    ['the first that fires', ['warning', 'warning'], undefined, 'folded duplicate', 0],
    ['the worst of several', ['warning', 'critical', 'warning'], undefined, 'folded folded duplicate', 1],
    ['one that is worse than what fires', ['warning', 'critical'], 'warning', 'duplicate folded', 1],
    ['none when nothing is worse', ['warning', 'critical'], 'critical', 'duplicate duplicate', undefined],
    ['none of routine', ['info', 'info'], undefined, 'policy policy', undefined],
    ['one among routine', ['info', 'warning'], undefined, 'policy folded', 1],
  ])('lets %s change it', ([, severities, firingAs, outcomes, lead]) => {
    const findings = of(...severities);
    const judged = judge(findings, firingAs);
    expect(judged.outcomes.join(' ')).toBe(outcomes);
    expect(judged.lead).toBe(lead === undefined ? undefined : findings[lead]);
  });
});
