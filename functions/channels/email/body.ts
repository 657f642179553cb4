/** An e-mail's subject and its two bodies, plain and HTML, that say the same. */

import type { Wording } from '#channels/wording.ts';
import type { Notification } from '#kernel/channel.ts';
import { readableText } from '#kernel/readable-text.ts';
import { escapeHtml } from './escape-html.ts';

const stateOf = (notification: Notification): string => {
  if (notification.kind === 'digest') return 'digest';
  if (notification.kind === 'group') return notification.status;
  return notification.incident.status === 'resolved' ? 'resolved' : notification.incident.severity;
};

/** One line, as mail headers must be. */
export const subjectLine = (notification: Notification, { title }: Wording): string =>
  readableText(`[${stateOf(notification)}] ${title}`, 200);

const line = (map: Readonly<Record<string, string>>): string =>
  Object.entries(map)
    .slice(0, 20)
    .map(([name, value]) => `${readableText(name, 100)}: ${readableText(value, 200)}`)
    .join(', ');

/** What both bodies list under the text. */
const listOf = (notification: Notification): readonly string[] => {
  switch (notification.kind) {
    case 'incident': {
      const { id, status, severity, escalationLevel, labels } = notification.incident;
      return [`Incident ${id}: ${severity}, ${status}, level ${escalationLevel}`, line(labels)].filter((text) => text !== '');
    }
    case 'group': {
      const shown = notification.alerts.slice(0, 20).map(({ status, labels }) => `${status}: ${line(labels)}`);
      const more = notification.alerts.length - shown.length + notification.truncatedAlerts;
      return [...shown, ...(more > 0 ? [`and ${more} more`] : [])];
    }
    case 'digest':
      return notification.held.map(({ at, title, reason }) => `${new Date(at).toISOString()} ${readableText(title, 200)} (${reason})`);
  }
};

const addressed = ({ recipients }: Notification): string => recipients.map(({ name }) => readableText(name, 100)).join(', ');

/** The plain body. */
export const textBody = (notification: Notification, { title, text }: Wording): string =>
  [
    title,
    '',
    text,
    '',
    ...listOf(notification),
    ...(notification.recipients.length === 0 ? [] : ['', `For ${addressed(notification)}`]),
    ...Object.entries(notification.links).map(([label, link]) => `\n${label}: ${link}`),
    '',
  ].join('\n');

/** The HTML body; `words` are escaped already. It loads nothing. */
export const htmlBody = (notification: Notification, words: Wording): string => {
  const items = listOf(notification).map((text) => `<li>${escapeHtml(text)}</li>`);
  const links = Object.entries(notification.links).map(
    ([label, link]) => `<a href="${escapeHtml(link)}" style="margin-right:1em">${escapeHtml(label)}</a>`,
  );
  return [
    '<!doctype html><html><body style="font-family:sans-serif">',
    `<h2>${words.title}</h2><p>${words.text.replaceAll('\n', '<br>')}</p>`,
    `<ul>${items.join('')}</ul>`,
    ...(notification.recipients.length === 0 ? [] : [`<p>For ${escapeHtml(addressed(notification))}</p>`]),
    ...(links.length === 0 ? [] : [`<p>${links.join('')}</p>`]),
    '</body></html>',
  ].join('\n');
};
