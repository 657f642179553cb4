import { describe, expect, it } from 'vitest';
import { consoleChannel } from '#channels/console/console.ts';
import { digestNotification, groupNotification, incidentNotification } from '#test/support/notifications.ts';

const lines = async (...given: Parameters<ReturnType<typeof consoleChannel>['deliver']>[0][]): Promise<unknown[]> => {
  const written: unknown[] = [];
  const log = (message: string, detail?: unknown): void => void written.push([message, detail]);
  for (const notification of given) await consoleChannel({ info: log, warn: log, error: log }).deliver(notification);
  return written;
};

describe('the console channel', () => {
  it('writes one line for an incident, people by name, without links', async () => {
    expect(await lines(incidentNotification())).toEqual([
      [
        'notification',
        {
          key: 'inc-1/escalated/cause/hook',
          notificationReason: 'escalated',
          incidentId: 'inc-1',
          title: 'payment fails',
          status: 'open',
          severity: 'critical',
          escalationLevel: 'escalated',
          recipients: ['alex', 'sam'],
          text: 'Nobody answered for 15 minutes.',
        },
      ],
    ]);
  });

  it('says of a group how many alerts it has, and of a digest what was held back', async () => {
    expect(await lines(groupNotification({ truncatedAlerts: 3 }), digestNotification())).toMatchObject([
      ['notification', { receiver: 'shop-team', status: 'firing', alerts: 5 }],
      ['notification', { heldInAll: 3, held: [{ incidentId: 'inc-2' }, { incidentId: 'inc-3' }] }],
    ]);
  });
});
