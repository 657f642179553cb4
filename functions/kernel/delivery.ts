/** What became of messages, and messages that were held back: written down, so that somebody can be told later or asked why. */
import type { Notification } from './channel.ts';

/** `queued`: about to be sent. `sent`: the other side took it. `delivered`: it has it for certain. `answered`: a person took care of what it was about. */
type DeliveryState = 'queued' | 'sent' | 'delivered' | 'failed' | 'answered';

/** What became of one message on one channel. */
export interface DeliveryRecord {
  /** The notification's idempotency key. */
  readonly key: string;
  /** `incident/<id>`, `group/<key>`, `digest/<person>`. */
  readonly subject: string;
  readonly channel: string;
  /** Names. */
  readonly recipients: readonly string[];
  readonly notificationReason: string;
  readonly state: DeliveryState;
  /** When it came into this state, milliseconds since the epoch. */
  readonly at: number;
  /** The channel's own name for the message. */
  readonly reference?: string;
  /** Of a failure, in a sentence. */
  readonly reason?: string;
}

/** Whose messages it is one of. */
export const subjectOf = (notification: Notification): string => {
  switch (notification.kind) {
    case 'incident':
      return `incident/${notification.incident.id}`;
    case 'group':
      return `group/${notification.groupKey}`;
    case 'digest':
      return `digest/${notification.recipients[0]?.name ?? ''}`;
  }
};

/** A message one person did not get, for now. */
export interface HeldMessage {
  /** A name of `people.yaml`. */
  readonly person: string;
  /** The message's key without its channel: held once, whatever channels it was for. */
  readonly key: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly incidentId: string;
  readonly title: string;
  readonly notificationReason: string;
  readonly control: 'quiet hours' | 'storm control';
  /** Where the digest goes. */
  readonly channels: readonly string[];
}
