/** Plug-in contract: a channel delivers a notification. It classifies failures; it never retries. */
import type { EscalationLevel, IncidentStatus, NotificationReason } from './incident.ts';
import type { Severity } from './severity.ts';

/** Somebody a message addresses, with the ways policy knows to reach them. */
export interface Recipient {
  /** As the policy names them. */
  readonly name: string;
  readonly email?: string;
  /** E.164. */
  readonly phone?: string;
  readonly slackUserId?: string;
}

/** What every message says. */
interface Message {
  /** Idempotency key: what it is about, the reason and the cause. */
  readonly key: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Who is addressed; nobody in particular for a message to a channel as a whole. */
  readonly recipients: readonly Recipient[];
  /** In a sentence, why this message. */
  readonly text: string;
  /** Links a person can follow to act, by label: `acknowledge`, `resolve`, `approve`, `reject`. Signed: secrets, never logged. */
  readonly links: Readonly<Record<string, string>>;
}

/** One message about one change of an incident. */
export interface IncidentNotification extends Message {
  readonly kind: 'incident';
  readonly notificationReason: NotificationReason;
  readonly incident: {
    readonly id: string;
    readonly title: string;
    readonly status: IncidentStatus;
    readonly severity: Severity;
    readonly escalationLevel: EscalationLevel;
    readonly labels: Readonly<Record<string, string>>;
  };
}

/** One alert within a group's message, as Alertmanager's webhook has it. */
export interface GroupedAlert {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly startsAt: number;
  /** Absent while it fires. */
  readonly endsAt?: number;
  readonly generatorUrl?: string;
  readonly fingerprint: string;
}

/** One message about a group of alerts, with the fields of Alertmanager's webhook, version 4. */
export interface GroupNotification extends Message {
  readonly kind: 'group';
  /** Alertmanager's own words for why. */
  readonly notificationReason: string;
  readonly receiver: string;
  readonly status: 'firing' | 'resolved';
  readonly groupKey: string;
  readonly groupLabels: Readonly<Record<string, string>>;
  readonly commonLabels: Readonly<Record<string, string>>;
  readonly commonAnnotations: Readonly<Record<string, string>>;
  readonly truncatedAlerts: number;
  readonly alerts: readonly GroupedAlert[];
}

/** One message in place of the many that a person would have got within a short time. */
export interface DigestNotification extends Message {
  readonly kind: 'digest';
  readonly notificationReason: 'digest';
  /** What was held back, newest last; the first ones are left out of a long list. */
  readonly held: readonly { readonly at: number; readonly incidentId: string; readonly title: string; readonly reason: string }[];
  readonly heldInAll: number;
}

export type Notification = IncidentNotification | GroupNotification | DigestNotification;

/** What a channel knows of a message afterwards. */
export interface Delivery {
  /** The channel's own name for the message (a thread, a deduplication key): handed back with the next message about the same thing, to update it or to answer in its thread. */
  readonly reference?: string;
  /** `sent` where the other side took it and says nothing of its arrival (e-mail, text messages); `delivered` otherwise. */
  readonly state?: 'sent' | 'delivered';
}

/** One way to reach people. */
export interface Channel {
  /** Lower-case kebab; never renamed. */
  readonly id: string;
  /** Whether it makes use of `earlier`; where not, nobody looks for one. */
  readonly threads?: true;
  /**
   * Resolves when the other side has it; throws UpstreamError with `retryable` and `retryAfter`, InputError when nobody addressed
   * can be reached this way, ConfigError when a secret is unusable. Errors hold neither links nor credentials. `earlier` is the reference of the last delivery about the same incident or group.
   */
  deliver(notification: Notification, earlier?: string): Promise<Delivery>;
}
