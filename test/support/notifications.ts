/** Notifications of each kind, as stages hand them to channels: what channel tests start from. */
import type { DigestNotification, GroupNotification, IncidentNotification } from '#kernel/channel.ts';

const at = Date.UTC(2026, 0, 5, 9);

/** A critical incident that alex and sam hear of. Its link holds `SIGNEDTOKEN`, which must not show anywhere else. */
export const incidentNotification = (
  changes: Partial<IncidentNotification> = {},
  incident: Partial<IncidentNotification['incident']> = {},
): IncidentNotification => ({
  kind: 'incident',
  key: 'inc-1/escalated/cause/hook',
  notificationReason: 'escalated',
  at,
  incident: {
    id: 'inc-1',
    title: 'payment fails',
    status: 'open',
    severity: 'critical',
    escalationLevel: 'escalated',
    labels: { shop: 'eu' },
    ...incident,
  },
  recipients: [
    { name: 'alex', email: 'alex@example.com', phone: '+4915112345678', slackUserId: 'U0ALEX' },
    { name: 'sam', email: 'sam@example.com', phone: '+12025550123', slackUserId: 'U0SAM' },
  ],
  text: 'Nobody answered for 15 minutes.',
  links: {
    acknowledge: 'https://api.test/v1/answer?token=SIGNEDTOKEN',
    resolve: 'https://api.test/v1/answer?token=SIGNEDTOKEN2',
  },
  ...changes,
});

/** One firing and one resolved alert of a group. */
export const groupNotification = (changes: Partial<GroupNotification> = {}): GroupNotification => ({
  kind: 'group',
  key: 'group-1/1/hook',
  notificationReason: 'first notification',
  at,
  recipients: [],
  text: '1 alert fires, 1 is resolved.',
  links: {},
  receiver: 'shop-team',
  status: 'firing',
  groupKey: '{}:{alertname="CallsFail"}',
  groupLabels: { alertname: 'CallsFail' },
  commonLabels: { alertname: 'CallsFail', shop: 'eu' },
  commonAnnotations: { summary: 'calls fail' },
  truncatedAlerts: 0,
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'CallsFail', shop: 'eu', service: 'payment' },
      annotations: { summary: 'calls fail' },
      startsAt: at - 60_000,
      generatorUrl: 'https://prometheus.test/graph',
      fingerprint: 'a33ddd1e2ef4f741',
    },
    {
      status: 'resolved',
      labels: { alertname: 'CallsFail', shop: 'eu', service: 'cart' },
      annotations: { summary: 'calls fail' },
      startsAt: at - 120_000,
      endsAt: at - 500,
      fingerprint: 'b33ddd1e2ef4f742',
    },
  ],
  ...changes,
});

/** Three messages that alex would have got. */
export const digestNotification = (changes: Partial<DigestNotification> = {}): DigestNotification => ({
  kind: 'digest',
  key: 'digest/alex/1',
  notificationReason: 'digest',
  at,
  recipients: [{ name: 'alex', email: 'alex@example.com', phone: '+4915112345678', slackUserId: 'U0ALEX' }],
  text: '3 messages were held back within 10 minutes.',
  links: {},
  held: [
    { at: at - 3_000, incidentId: 'inc-2', title: 'cart is slow', reason: 'storm control' },
    { at: at - 2_000, incidentId: 'inc-3', title: 'search is slow', reason: 'storm control' },
  ],
  heldInAll: 3,
  ...changes,
});

/** Ports of channels that a test has no use for. */
export const noMessages = {
  secrets: { get: async () => 'secret' },
  sendEmail: async () => ({ messageId: 'none' }),
  sendText: async () => ({ messageId: 'none' }),
};
