/** Writes down what becomes of each message, and hands a channel its own reference of the last one about the same thing. */
import type { Channel } from '#kernel/channel.ts';
import { type DeliveryRecord, subjectOf } from '#kernel/delivery.ts';
import { AppError } from '#kernel/errors.ts';
import type { Clock, ResponseStore } from '#kernel/ports.ts';

/** What tracking needs of the outside world. */
export interface TrackPorts {
  readonly store: Pick<ResponseStore, 'putDelivery' | 'deliveries'>;
  readonly clock: Clock;
}

/** The same channel under its name in `channels.yaml`, with each message on record: queued, then sent, delivered or failed. Throws what the channel throws. */
export const tracked = (channel: Channel, name: string, { store, clock }: TrackPorts): Channel => ({
  ...channel,
  deliver: async (notification, given) => {
    const subject = subjectOf(notification);
    const { key, notificationReason } = notification;
    const record: Omit<DeliveryRecord, 'state' | 'at'> = {
      ...{ key, subject, channel: name, notificationReason },
      recipients: notification.recipients.map((recipient) => recipient.name),
    };
    // Who tells groups remembers for itself, and begins a new thread with a new life of the group.
    const looksBack = channel.threads === true && given === undefined && notification.kind !== 'group';
    const known = looksBack ? await store.deliveries(subject) : [];
    const earlier = given ?? known.findLast((each) => each.channel === name && each.reference !== undefined)?.reference;
    await store.putDelivery({ ...record, state: 'queued', at: clock.now(), ...(earlier === undefined ? {} : { reference: earlier }) });
    try {
      const delivery = await channel.deliver(notification, earlier);
      const { state = 'delivered', reference } = delivery;
      await store.putDelivery({ ...record, state, at: clock.now(), ...(reference === undefined ? {} : { reference }) });
      return delivery;
    } catch (error) {
      const reason = error instanceof AppError ? error.message : 'The channel failed in a way it should not.';
      await store.putDelivery({
        ...record,
        state: 'failed',
        at: clock.now(),
        reason,
        ...(earlier === undefined ? {} : { reference: earlier }),
      });
      throw error;
    }
  },
});
