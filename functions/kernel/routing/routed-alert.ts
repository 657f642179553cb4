/** An alert as routing and grouping see it: in Alertmanager's terms. */
import type { Alert } from '#kernel/alert.ts';
import type { Labels } from '#kernel/fingerprint.ts';
import type { RoutesPolicy } from '#kernel/policy.ts';
import { resolveTimeoutMs } from '#kernel/resolve-timeout.ts';

export interface RoutedAlert {
  readonly fingerprint: string;
  /** What matchers see and messages say. */
  readonly labels: Labels;
  readonly annotations: Labels;
  /** Milliseconds since the epoch. */
  readonly startsAt: number;
  /** When it ended, or will have ended unless it is seen again. */
  readonly endsAt: number;
  /** When something was last heard of it. */
  readonly updatedAt: number;
  readonly generatorUrl?: string;
}

/** Whether the alert is over at a time. */
export const isOver = ({ endsAt }: Pick<RoutedAlert, 'endsAt'>, at: number): boolean => endsAt <= at;

/** Our alert in these terms: beside its own labels it has `severity` and `category`, and it is over when nobody has seen it for the policy's `resolveTimeout`. */
export const routedAlert = (alert: Alert, routes: Pick<RoutesPolicy, 'resolveTimeout'>): RoutedAlert => {
  const { fingerprint, labels, severity, category, title, reason, firstSeenAt, lastSeenAt, resolvedAt } = alert;
  const endedAt = alert.status === 'resolved' ? (resolvedAt ?? lastSeenAt) : undefined;
  return {
    fingerprint,
    labels: { ...labels, severity, category },
    annotations: { summary: title, description: reason },
    startsAt: firstSeenAt,
    endsAt: endedAt ?? lastSeenAt + resolveTimeoutMs(alert, routes),
    updatedAt: Math.max(lastSeenAt, endedAt ?? 0),
  };
};
