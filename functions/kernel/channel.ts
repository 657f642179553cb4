/** Plug-in contract: a channel delivers a notification. It classifies failures; it never retries. */
import type { EscalationLevel, IncidentStatus, NotificationReason } from './incident.ts';
import type { Severity } from './severity.ts';

/** One message about one change of an incident. */
export interface Notification {
  /** Idempotency key: incident, reason and cause. */
  readonly key: string;
  readonly notificationReason: NotificationReason;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly incident: {
    readonly id: string;
    readonly title: string;
    readonly status: IncidentStatus;
    readonly severity: Severity;
    readonly escalationLevel: EscalationLevel;
    readonly labels: Readonly<Record<string, string>>;
  };
  /** Who is addressed, as the escalation policy names them. */
  readonly recipients: readonly string[];
  /** In a sentence, why this message. */
  readonly text: string;
  /** Links a person can follow to act, by label: `acknowledge`, `resolve`, `approve`, `reject`. Signed: secrets, never logged. */
  readonly links: Readonly<Record<string, string>>;
}

/** One way to reach people. */
export interface Channel {
  /** Lower-case kebab; never renamed. */
  readonly id: string;
  /** Resolves when the other side has it; throws UpstreamError with `retryable` and `retryAfter`. Errors hold neither links nor credentials. */
  deliver(notification: Notification): Promise<void>;
}
