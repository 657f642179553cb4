/** The books of one alert: what each finding leaves in it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldAside, foldFiring, foldResolved, isRedelivered, rememberedFindings } from '#functions/route/fold.ts';
import type { Alert } from '#kernel/alert.ts';
import { findingOf } from '#test/support/findings.ts';

describe('folding', () => {
  it('begins a new episode when a resolved alert fires again', () => {
    const first = foldFiring(undefined, findingOf('f-1', 'payment'), 'folded', 'inc-1', 2_000);
    const over = foldResolved(first, findingOf('f-2', 'payment', { status: 'resolved', reason: 'Back to normal.' }), 3_000);
    expect(over).toMatchObject({
      status: 'resolved',
      resolvedAt: 3_000,
      reason: 'Back to normal.',
      outcomes: { folded: 2, suppressed: {} },
    });
    const later = findingOf('f-3', 'payment', { severity: 'warning', title: 'slow', startsAt: 8_000, evidence: { signals: [], count: 7 } });
    const again = foldFiring(over, later, 'folded', 'inc-2', 9_000);
    expect(again).toMatchObject({
      status: 'firing',
      severity: 'warning',
      title: 'slow',
      firstSeenAt: 8_000,
      lastSeenAt: 9_000,
      count: 7,
      incidentId: 'inc-2',
    });
    expect(again.resolvedAt).toBeUndefined();
    expect(again.outcomes.folded).toBe(3);
  });

  it('keeps the title of the finding that spoke loudest', () => {
    const warning = foldFiring(undefined, findingOf('f-1', 'payment', { severity: 'warning', title: 'slow' }), 'folded', 'inc-1', 2_000);
    const louder = foldFiring(warning, findingOf('f-2', 'payment', { title: 'down' }), 'folded', 'inc-1', 3_000);
    const quieter = foldFiring(louder, findingOf('f-3', 'payment', { severity: 'warning', title: 'slow' }), 'duplicate', 'inc-1', 4_000);
    expect([warning, louder, quieter].map(({ title, severity }) => `${severity} ${title}`)).toEqual([
      'warning slow',
      'critical down',
      'critical down',
    ]);
  });

  it('takes the time of arrival for last seen, so that a slow clock or a backlog is not silence', () => {
    const finding = findingOf('f-1', 'payment', { startsAt: 5_000, lastSeenAt: 5_000 });
    expect(foldFiring(undefined, finding, 'folded', 'inc-1', 90_000)).toMatchObject({ firstSeenAt: 5_000, lastSeenAt: 90_000 });
    expect(foldFiring(undefined, finding, 'folded', 'inc-1', 1_000)).toMatchObject({ firstSeenAt: 1_000, lastSeenAt: 1_000 });
  });

  it('remembers when the newest evidence was received, however late its finding comes', () => {
    const first = foldFiring(undefined, findingOf('f-1', 'payment', { receivedAt: 5_000 }), 'folded', 'inc-1', 90_000);
    const older = foldFiring(first, findingOf('f-2', 'payment', { receivedAt: 4_000 }), 'duplicate', 'inc-1', 95_000);
    expect([first, older].map(({ lastSeenAt, evidenceAt }) => [lastSeenAt, evidenceAt])).toEqual([
      [90_000, 5_000],
      [95_000, 5_000],
    ]);
  });

  it('never makes a firing alert resolved by putting a finding aside', () => {
    const firing = foldFiring(undefined, findingOf('f-1', 'payment'), 'folded', 'inc-1', 2_000);
    expect(foldAside(firing, findingOf('f-2', 'payment', { severity: 'info' }), 'policy', 3_000)).toMatchObject({
      status: 'firing',
      lastSeenAt: 2_000,
    });
  });

  it('counts every finding under one outcome, and remembers the last ones only', () => {
    const outcomes = fc.array(fc.constantFrom('folded', 'duplicate', 'policy'), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(outcomes, (each) => {
        let alert: Alert | undefined;
        for (const [index, outcome] of each.entries()) {
          const finding = findingOf(`f-${index}`, 'payment');
          expect(isRedelivered(alert, finding)).toBe(false);
          alert =
            outcome === 'policy'
              ? foldAside(alert, finding, 'policy', index)
              : foldFiring(alert, finding, outcome as 'folded', 'inc-1', index);
          expect(isRedelivered(alert, finding)).toBe(true);
        }
        const { folded, suppressed } = alert?.outcomes ?? { folded: 0, suppressed: {} };
        expect(folded + Object.values(suppressed).reduce((sum, count) => sum + count, 0)).toBe(each.length);
        expect(alert?.recentFindings.length).toBe(Math.min(each.length, rememberedFindings));
        expect(alert?.version).toBe(each.length);
      }),
    );
  });
});
