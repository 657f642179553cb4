import { describe, expect, it } from 'vitest';
import { dedupKeyOf, pagerdutyEvent } from '#channels/pagerduty/event.ts';
import { plain, wordingOf } from '#channels/wording.ts';
import type { Notification } from '#kernel/channel.ts';
import { openSystem } from '#test/support/channel-systems.ts';
import { digestNotification, groupNotification, incidentNotification } from '#test/support/notifications.ts';

const event = (notification: Notification) => pagerdutyEvent(notification, wordingOf(notification, undefined, plain), 'r'.repeat(32));

describe('an event for PagerDuty', () => {
  it.for([
    ['an open incident', incidentNotification(), 'trigger', 'critical'],
    ['an acknowledged incident', incidentNotification({}, { status: 'acknowledged' }), 'acknowledge', undefined],
    ['a resolved incident', incidentNotification({}, { status: 'resolved' }), 'resolve', undefined],
    ['a group', groupNotification(), 'trigger', 'error'],
    ['a group with a severity', groupNotification({ commonLabels: { severity: 'warning' } }), 'trigger', 'warning'],
    ['a resolved group', groupNotification({ status: 'resolved' }), 'resolve', undefined],
    ['a digest', digestNotification(), 'trigger', 'info'],
  ] as const)('of %s', ([, notification, action, severity]) => {
    const made = event(notification);
    expect(made).toMatchObject({ event_action: action, dedup_key: dedupKeyOf(notification) });
    expect(Reflect.get(Object(Reflect.get(made, 'payload')), 'severity')).toBe(severity);
  });

  it('carries what it is about, and the links', () => {
    expect(event(incidentNotification())).toMatchObject({
      dedup_key: 'inc-1',
      payload: {
        summary: 'payment fails: Nobody answered for 15 minutes.',
        custom_details: { incident: 'inc-1', recipients: ['alex', 'sam'] },
      },
      links: [{ text: 'acknowledge' }, { text: 'resolve' }],
    });
  });

  it('has a key within PagerDuty’s bound, the same for the same group', () => {
    const long = groupNotification({ groupKey: `{}:{alertname="${'x'.repeat(400)}"}` });
    expect(dedupKeyOf(long).length).toBeLessThanOrEqual(255);
    expect(dedupKeyOf({ ...long, status: 'resolved' })).toBe(dedupKeyOf(long));
    expect(dedupKeyOf({ ...long, groupKey: `${long.groupKey}y` })).not.toBe(dedupKeyOf(long));
  });

  it('makes one alert of an incident from its first message to its last', async () => {
    const system = await openSystem('pagerduty');
    const channel = system.channel();
    await channel.deliver(incidentNotification());
    await channel.deliver(incidentNotification({ key: 'k2' }, { status: 'acknowledged' }));
    await channel.deliver(incidentNotification({ key: 'k3' }, { status: 'resolved' }));
    expect(system.systems.standIns.pagerduty.alerts()).toMatchObject([
      { dedupKey: 'inc-1', status: 'resolved', events: ['trigger', 'acknowledge', 'resolve'] },
    ]);
    await system.wire.close();
  });
});
