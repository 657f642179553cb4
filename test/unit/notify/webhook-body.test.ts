import { existsSync, globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { webhookBody } from '#functions/notify/webhook/body.ts';
import type { Notification } from '#kernel/channel.ts';

const notification: Notification = {
  key: 'k',
  notificationReason: 'escalated',
  at: Date.UTC(2026, 0, 5, 9),
  incident: {
    id: 'inc-1',
    title: 'payment fails',
    status: 'open',
    severity: 'critical',
    escalationLevel: 'escalated',
    labels: { shop: 'eu' },
  },
  recipients: ['alex'],
  text: 'Nobody answered.',
  links: { acknowledge: 'https://api.test/v1/answer?token=x' },
};

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
      commonAnnotations: { summary: 'payment fails', description: 'Nobody answered.' },
      externalURL: '',
      alerts: [{ status: 'firing', startsAt: '2026-01-05T09:00:00.000Z', endsAt: '0001-01-01T00:00:00Z', generatorURL: '' }],
    });
  });

  it('says resolved when the incident is', () => {
    const body = webhookBody({ ...notification, incident: { ...notification.incident, status: 'resolved' } }, 'hook');
    expect(body).toMatchObject({ status: 'resolved', alerts: [{ status: 'resolved', endsAt: '2026-01-05T09:00:00.000Z' }] });
  });

  it('is the same alert in every message of an incident', () => {
    const first = webhookBody(notification, 'hook').alerts[0]?.fingerprint;
    expect(webhookBody({ ...notification, key: 'other', text: 'x' }, 'hook').alerts[0]?.fingerprint).toBe(first);
    expect(webhookBody({ ...notification, incident: { ...notification.incident, id: 'inc-2' } }, 'hook').alerts[0]?.fingerprint).not.toBe(
      first,
    );
  });

  it('carries why, for whom, and how to answer', () => {
    expect(webhookBody(notification, 'hook')).toMatchObject({
      notificationReason: 'escalated',
      recipients: ['alex'],
      incident: { id: 'inc-1', escalationLevel: 'escalated' },
      links: notification.links,
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
    expect(typesOf(webhookBody(notification, 'hook'))).toMatchObject(typesOf(withoutNewFields(real)));
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
