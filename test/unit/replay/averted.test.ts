/** What a forecast said and did not come to pass, from the findings about an incident's alerts. */
import { expect, it } from 'vitest';
import type { Finding } from '#kernel/finding.ts';
import { avertedOf } from '#lib/replay/averted.ts';
import { lengthText } from '#lib/replay/duration.ts';
import { findingOf } from '#test/support/findings.ts';

const hour = 3_600_000;

const forecast = (lastSeenAt: number, changes: Partial<Finding>): Finding => ({
  ...findingOf(`disk-${lastSeenAt}`, 'build', { kind: 'forecast', severity: 'warning', title: `full, said at ${lastSeenAt}`, ...changes }),
  ...{ fingerprint: 'disk', lastSeenAt },
});
const told = (at: number, expectedAt: number) => forecast(at, { expectedAt });
const withdrawn = (at: number) => forecast(at, { status: 'resolved' });

it('is what was said last, and how long before that it was withdrawn', () => {
  const findings = [withdrawn(5 * hour), told(hour, 20 * hour), told(2 * hour, 30 * hour)];
  expect(avertedOf(['disk'], findings)).toEqual({
    ...{ title: `full, said at ${2 * hour}`, expectedAt: 30 * hour, withdrawnAt: 5 * hour },
  });
});

it.for<[string, readonly Finding[]]>([
  ['it still stands', [told(hour, 20 * hour)]],
  ['it was told again after it was withdrawn', [told(hour, 20 * hour), withdrawn(2 * hour), told(3 * hour, 20 * hour)]],
  ['it was withdrawn too late', [told(hour, 20 * hour), withdrawn(20 * hour)]],
  ['it is of another incident', [told(hour, 20 * hour), withdrawn(2 * hour)].map((each) => ({ ...each, fingerprint: 'other' }))],
  ['what recovered was no forecast', [told(hour, 20 * hour), withdrawn(2 * hour)].map((each): Finding => ({ ...each, kind: 'anomaly' }))],
])('is absent where %s', ([, findings]) => expect(avertedOf(['disk'], findings)).toBeUndefined());

it('has its length told in hours', () => expect([26 * hour + 250_000, 2 * hour].map(lengthText)).toEqual(['26 h 4 min', '2 h']));
