/** Locks and remembered deliveries in the table `response`: `lock#<name>`, `delivery#<key>`; both leave by themselves. */
import { randomUUID } from 'node:crypto';
import type { ResponseStore } from '#kernel/ports.ts';
import { deleteItem, isAbsent, keyPart, putItem, type Table } from './items.ts';

const lockKey = (name: string) => ({ pk: `lock#${keyPart(name)}`, sk: 'lock' });
const deliveryKey = (key: string) => ({ pk: `delivery#${keyPart(key)}`, sk: 'delivery' });

/** An execution's name is unique for 90 days; so is what it delivers. */
const deliveryMemoryDays = 90;
const day = 24 * 60 * 60;

export const locks = (table: Table): Pick<ResponseStore, 'lock' | 'claimDelivery' | 'releaseDelivery'> => ({
  lock: (name, owner, now, until) =>
    putItem(
      table,
      { ...lockKey(name), holder: owner, heldUntil: until, expiresAt: Math.ceil(until / 1000) + day },
      `${isAbsent} OR holder = :owner OR heldUntil <= :now`,
      { ':owner': owner, ':now': now },
    ),
  claimDelivery: (key, now) => {
    // A write whose answer got lost is tried again by the SDK: it must know its own.
    const holder = randomUUID();
    return putItem(
      table,
      { ...deliveryKey(key), holder, at: now, expiresAt: Math.ceil(now / 1000) + deliveryMemoryDays * day },
      `${isAbsent} OR holder = :own`,
      { ':own': holder },
    );
  },
  releaseDelivery: async (key) => {
    await deleteItem(table, deliveryKey(key));
  },
});
