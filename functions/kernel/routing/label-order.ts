/** The order of alerts within a message, as Alertmanager's. */
import type { Labels } from '#kernel/fingerprint.ts';
import { compareBytes } from './go-text.ts';

/** Labels that come before all others, where an alert has them. */
const first = ['job', 'instance'] as const;

/** Fewer labels first; then by name and value, and whoever lacks the first differing name comes first. */
const compareLabels = (a: Labels, b: Labels): number => {
  const names = Object.keys(a);
  const others = Object.keys(b);
  if (names.length !== others.length) return names.length - others.length;
  for (const name of [...new Set([...names, ...others])].sort(compareBytes)) {
    const [mine, other] = [a[name], b[name]];
    if (mine === undefined) return -1;
    if (other === undefined) return 1;
    const order = compareBytes(mine, other);
    if (order !== 0) return order;
  }
  return 0;
};

/** By `job`, then `instance`, those without them last; then by all labels. */
export const compareByLabels = (a: Labels, b: Labels): number => {
  for (const name of first) {
    const [mine, other] = [a[name], b[name]];
    if (mine === other) continue;
    if (mine === undefined) return 1;
    if (other === undefined) return -1;
    return compareBytes(mine, other);
  }
  return compareLabels(a, b);
};
