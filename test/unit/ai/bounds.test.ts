/** How far a provider's word goes. */
import { describe, expect, it } from 'vitest';
import { bounded, floor, guarded, mayBeCritical } from '#ai/bounds.ts';
import { severityRank } from '#kernel/severity.ts';
import type { Verdict } from '#kernel/verdict.ts';
import { questionOf } from '#test/support/model-providers.ts';

const verdict = (severity: Verdict['severity'], changes: Partial<Verdict> = {}): Verdict => ({
  ...{ severity, category: severity === 'info' ? 'routine' : 'hardware', confidence: 0.7, source: 'a', reason: 'because' },
  ...changes,
});

describe('the floor', () => {
  it.for([
    [0, 'info', 0.5, 'info'],
    [9, 'critical', 0.79, 'info'],
    [16, 'warning', 0.8, 'warning'],
    [9, 'critical', 0.8, 'critical'],
    [17, 'info', 0.99, 'warning'],
    [21, 'info', 0.5, 'warning'],
    [24, 'critical', 0.9, 'critical'],
    [17, 'critical', 0.5, 'warning'],
  ] as const)('of level %d with a local %s (%d) is %s', ([severityNumber, local, confidence, expected]) => {
    expect(floor(questionOf('x', { severityNumber }), verdict(local, { confidence }))).toBe(expected);
  });
});

describe('a provider’s verdict', () => {
  const all = (['critical', 'warning', 'info'] as const).flatMap((said) =>
    (['critical', 'warning', 'info'] as const).flatMap((local) =>
      [0, 9, 13, 17, 21].flatMap((severityNumber) => [0.5, 0.9].map((confidence) => ({ said, local, severityNumber, confidence }))),
    ),
  );

  it.for(all)('is within its bounds: %o', ({ said, local, severityNumber, confidence }) => {
    const question = questionOf('x', { severityNumber });
    const byLocal = verdict(local, { source: 'local', confidence });
    const result = bounded(verdict(said, { confidence: 1 }), question, byLocal);
    expect(severityRank(result.severity)).toBeLessThanOrEqual(severityRank(floor(question, byLocal)));
    if (!mayBeCritical(question, byLocal)) expect(result.severity).not.toBe('critical');
    expect(result.confidence).toBe(0.9);
    expect(result.source).toBe('a');
    if (result.severity === said) expect(result.reason).toBe('because');
    else expect(result.reason).toMatch(/^(?:Raised from info|Raised from warning|Lowered from critical): .* because$/);
  });

  it('is not called routine when it is raised', () => {
    const local = verdict('critical', { category: 'data_loss', confidence: 0.9 });
    expect(bounded(verdict('info'), questionOf('x'), local)).toMatchObject({ severity: 'critical', category: 'data_loss' });
    expect(bounded(verdict('warning'), questionOf('x'), local)).toMatchObject({ severity: 'critical', category: 'hardware' });
    const error = questionOf('x', { severityNumber: 17 });
    expect(bounded(verdict('info'), error, verdict('info'))).toMatchObject({ severity: 'warning', category: 'performance' });
  });

  it('keeps its reason short', () => {
    expect(
      bounded(verdict('info', { reason: 'r'.repeat(300) }), questionOf('x', { severityNumber: 17 }), verdict('info')).reason,
    ).toHaveLength(300);
  });
});

describe('the local model’s verdict of what speaks to a model', () => {
  it('is at least a warning where the sender calls it an error, and else as it is', () => {
    const local = verdict('info', { source: 'local', confidence: 0.95 });
    expect(guarded(local, questionOf('x', { severityNumber: 17 }))).toMatchObject({ severity: 'warning', source: 'local' });
    expect(guarded(local, questionOf('x'))).toBe(local);
    const alarmed = verdict('warning', { source: 'local', confidence: 0.95 });
    expect(guarded(alarmed, questionOf('x', { severityNumber: 17 }))).toBe(alarmed);
  });
});
