/** A notification as an Adaptive Card for Microsoft Teams. */

import { type Templates, wordingOf } from '#channels/wording.ts';
import type { Notification } from '#kernel/channel.ts';
import { readableText } from '#kernel/readable-text.ts';

/** Text blocks read a part of Markdown: its marks are escaped, so a label can make no link. [D: learn.microsoft.com, Adaptive Cards text features] */
const escapeCardText = (text: string): string => text.replaceAll(/[\\`*_[\]()#<>~|]/g, (mark) => `\\${mark}`);

const colours = { critical: 'attention', warning: 'warning', info: 'accent' } as const;

const colourOf = (notification: Notification): string => {
  if (notification.kind === 'digest') return 'default';
  if (notification.kind === 'group') return notification.status === 'resolved' ? 'good' : 'warning';
  return notification.incident.status === 'resolved' ? 'good' : colours[notification.incident.severity];
};

const factsOf = (notification: Notification): readonly { readonly title: string; readonly value: string }[] => {
  const facts = (map: Readonly<Record<string, string>>) =>
    Object.entries(map)
      .slice(0, 20)
      .map(([title, value]) => ({ title: readableText(title, 100), value: escapeCardText(readableText(value, 200)) }));
  switch (notification.kind) {
    case 'incident': {
      const { id, status, severity, escalationLevel, labels } = notification.incident;
      return facts({ incident: id, status, severity, level: escalationLevel, ...labels });
    }
    case 'group':
      return facts({
        receiver: notification.receiver,
        alerts: String(notification.alerts.length + notification.truncatedAlerts),
        ...notification.commonLabels,
      });
    case 'digest':
      return notification.held
        .slice(-20)
        .map(({ title, reason }) => ({ title: readableText(title, 200), value: escapeCardText(readableText(reason, 100)) }));
  }
};

const labels: Readonly<Record<string, string>> = { acknowledge: 'Acknowledge', resolve: 'Resolve', approve: 'Approve', reject: 'Reject' };

/** The body of a POST to a Workflows or incoming webhook address. */
export const teamsCard = (notification: Notification, templates: Templates | undefined) => {
  const { title, text } = wordingOf(notification, templates, escapeCardText);
  const addressed = notification.recipients.map(({ name }) => escapeCardText(readableText(name, 100))).join(', ');
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          msteams: { width: 'Full' },
          body: [
            { type: 'TextBlock', text: title, size: 'large', weight: 'bolder', color: colourOf(notification), wrap: true },
            { type: 'TextBlock', text, wrap: true },
            ...(addressed === '' ? [] : [{ type: 'TextBlock', text: `For ${addressed}`, isSubtle: true, wrap: true }]),
            { type: 'FactSet', facts: factsOf(notification) },
          ],
          actions: Object.entries(notification.links)
            .slice(0, 6)
            .map(([label, url]) => ({ type: 'Action.OpenUrl', title: labels[label] ?? label, url })),
        },
      },
    ],
  };
};
