import { existsSync, globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { webhookBody } from '#channels/webhook/body.ts';
import { groupBody } from '#channels/webhook/group-body.ts';
import { incidentBody } from '#channels/webhook/incident-body.ts';
import { digestNotification, groupNotification, incidentNotification } from '#test/support/notifications.ts';

const notification = incidentNotification();

describe('the webhook body', () => {
  it('has every field of Alertmanager’s version 4', () => {
    expect(webhookBody(notification, 'hook')).toMatchObject({
      version: '4',
      groupKey: 'inc-1',
      truncatedAlerts: 0,
      status: 'firing',
      receiver: 'hook',
      groupLabels: { shop: 'eu' },
      commonLabels: { alertname: 'payment fails', severity: 'critical', shop: 'eu' },
      commonAnnotations: { summary: 'payment fails', description: 'Nobody answered for 15 minutes.' },
      externalURL: '',
      alerts: [{ status: 'firing', startsAt: '2026-01-05T09:00:00.000Z', endsAt: '0001-01-01T00:00:00Z', generatorURL: '' }],
    });
  });

  it('says resolved when the incident is', () => {
    const body = webhookBody(incidentNotification({}, { status: 'resolved' }), 'hook');
    expect(body).toMatchObject({ status: 'resolved', alerts: [{ status: 'resolved', endsAt: '2026-01-05T09:00:00.000Z' }] });
  });

  it('is the same alert in every message of an incident', () => {
    const first = incidentBody(notification, 'hook').alerts[0]?.fingerprint;
    expect(incidentBody({ ...notification, key: 'other', text: 'x' }, 'hook').alerts[0]?.fingerprint).toBe(first);
    expect(incidentBody(incidentNotification({}, { id: 'inc-2' }), 'hook').alerts[0]?.fingerprint).not.toBe(first);
  });

  it('carries why, for whom, and how to answer', () => {
    expect(webhookBody(notification, 'hook')).toMatchObject({
      notificationReason: 'escalated',
      recipients: ['alex', 'sam'],
      incident: { id: 'inc-1', escalationLevel: 'escalated' },
      links: notification.links,
    });
  });
});

describe('the webhook body of a group', () => {
  it('is Alertmanager’s own, with our fields beside it', () => {
    const { notificationReason, key, recipients, text, links, ...theirs } = groupBody(groupNotification());
    expect({ notificationReason, key, recipients, text, links }).toEqual({
      notificationReason: 'first notification',
      key: 'group-1/1/hook',
      recipients: [],
      text: '1 alert fires, 1 is resolved.',
      links: {},
    });
    expect(theirs).toEqual({
      receiver: 'shop-team',
      status: 'firing',
      alerts: [
        {
          status: 'firing',
          labels: { alertname: 'CallsFail', shop: 'eu', service: 'payment' },
          annotations: { summary: 'calls fail' },
          startsAt: '2026-01-05T08:59:00Z',
          endsAt: '0001-01-01T00:00:00Z',
          generatorURL: 'https://prometheus.test/graph',
          fingerprint: 'a33ddd1e2ef4f741',
        },
        {
          status: 'resolved',
          labels: { alertname: 'CallsFail', shop: 'eu', service: 'cart' },
          annotations: { summary: 'calls fail' },
          startsAt: '2026-01-05T08:58:00Z',
          endsAt: '2026-01-05T08:59:59.5Z',
          generatorURL: '',
          fingerprint: 'b33ddd1e2ef4f742',
        },
      ],
      groupLabels: { alertname: 'CallsFail' },
      commonLabels: { alertname: 'CallsFail', shop: 'eu' },
      commonAnnotations: { summary: 'calls fail' },
      externalURL: '',
      version: '4',
      groupKey: '{}:{alertname="CallsFail"}',
      truncatedAlerts: 0,
    });
  });
});

describe('the webhook body of a digest', () => {
  it('lists what was held back, and how much it was in all', () => {
    expect(webhookBody(digestNotification(), 'hook')).toMatchObject({
      version: '4',
      receiver: 'hook',
      notificationReason: 'digest',
      recipients: ['alex'],
      digest: { heldInAll: 3, held: [{ incidentId: 'inc-2' }, { incidentId: 'inc-3' }] },
    });
  });
});

const captures = fileURLToPath(new URL('../../../../shared/data/payloads/alertmanager-webhook/', import.meta.url));

describe.skipIf(!existsSync(captures))('beside what Alertmanager itself sent (skipped where ../shared/data is absent)', () => {
  const bodies = globSync('captured_*/*.body', { cwd: captures }).sort();

  it('has captures to compare with', () => {
    expect(bodies.length).toBeGreaterThan(0);
  });

  it.for(bodies)('has each field of %s, of the same type', (file) => {
    const real: unknown = JSON.parse(readFileSync(`${captures}${file}`, 'utf8'));
    const wanted = typesOf(withoutNewFields(real));
    expect(typesOf(webhookBody(notification, 'hook'))).toMatchObject(wanted);
    expect(typesOf(webhookBody(groupNotification(), 'hook'))).toMatchObject(wanted);
  });
});

/** Since 0.33 Alertmanager has a field of its own for why it sends; ours is `notificationReason`. */
const withoutNewFields = (body: unknown): unknown => {
  const { notification_reason: _, ...rest } = Object(body);
  return rest;
};

/** Each field's type; labels and annotations have free names, so only that they are maps counts; of a list its first element. */
const typesOf = (value: unknown): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(Object(value)).map(([name, field]) => {
      if (Array.isArray(field)) return [name, [typesOf(field[0])]];
      return [name, typeof field];
    }),
  );
