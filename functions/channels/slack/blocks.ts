/** A notification as Slack's Block Kit. All text from outside is escaped and verbatim: it mentions nobody and links nowhere. */

import { type Templates, wordingOf } from '#channels/wording.ts';
import type { Notification } from '#kernel/channel.ts';
import { readableText } from '#kernel/readable-text.ts';

/** Slack's bounds in characters [D: docs.slack.dev/reference/block-kit]. */
const bounds = { section: 3_000, context: 2_000, buttons: 25 };

/** The three characters Slack asks to escape; without them there is no mention, link or command. */
export const escapeMrkdwn = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const marks = { critical: '🔴', warning: '🟠', info: '🔵' } as const;

const mark = (notification: Notification): string => {
  if (notification.kind === 'digest') return '🗂️';
  if (notification.kind === 'group') return notification.status === 'resolved' ? '🟢' : '🟠';
  const { status, severity } = notification.incident;
  return status === 'resolved' ? '🟢' : marks[severity];
};

/** Cut between characters, never within an escape. */
const cut = (text: string, length: number): string =>
  text.length <= length
    ? text
    : `${text
        .slice(0, length - 1)
        .replace(/&[a-z]{0,3}$/, '')
        .toWellFormed()}…`;

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text: cut(text, bounds.section), verbatim: true } });
const context = (text: string) => ({ type: 'context', elements: [{ type: 'mrkdwn', text: cut(text, bounds.context), verbatim: true }] });

const labelsLine = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .slice(0, 20)
    .map(([name, value]) => `${escapeMrkdwn(readableText(name, 100))}: ${escapeMrkdwn(readableText(value, 200))}`)
    .join(' · ');

const details = (notification: Notification): readonly object[] => {
  switch (notification.kind) {
    case 'incident': {
      const { id, status, severity, escalationLevel, labels } = notification.incident;
      return [
        context(
          [`${severity} · ${status} · level ${escalationLevel} · ${escapeMrkdwn(id)}`, labelsLine(labels)].filter(Boolean).join('\n'),
        ),
      ];
    }
    case 'group': {
      const lines = notification.alerts.slice(0, 10).map(({ status, labels }) => `${status}: ${labelsLine(labels)}`);
      const more = notification.alerts.length - lines.length + notification.truncatedAlerts;
      return [context([...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n'))];
    }
    case 'digest':
      return [
        context(
          notification.held
            .slice(-10)
            .map(({ title, reason }) => escapeMrkdwn(readableText(`${title} (${reason})`, 180)))
            .join('\n'),
        ),
      ];
  }
};

const words: Readonly<Record<string, string>> = { acknowledge: 'Acknowledge', resolve: 'Resolve', approve: 'Approve', reject: 'Reject' };

/** The action's signed claims are the button's value, so a press proves what it was for; undefined for a link without any. */
const button = ([label, link]: readonly [string, string]): object | undefined => {
  const token = URL.canParse(link) ? new URL(link).searchParams.get('token') : null;
  const text = words[label];
  if (token === null || text === undefined) return undefined;
  const style = label === 'resolve' || label === 'reject' ? 'danger' : 'primary';
  return { type: 'button', action_id: `streamwarden_${label}`, text: { type: 'plain_text', text }, value: token, style };
};

const mentions = ({ recipients }: Notification): string =>
  recipients
    .slice(0, 20)
    .map(({ name, slackUserId }) => (slackUserId === undefined ? escapeMrkdwn(name) : `<@${slackUserId}>`))
    .join(' ');

/** One message: the blocks, and the text that notifications on a phone show. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly object[];
}

/** The message with its buttons; people it addresses are mentioned. */
export const slackMessage = (notification: Notification, templates: Templates | undefined): SlackMessage => {
  const { title, text } = wordingOf(notification, templates, escapeMrkdwn);
  const buttons = Object.entries(notification.links)
    .map(button)
    .filter((each) => each !== undefined);
  const addressed = mentions(notification);
  return {
    text: cut(`${mark(notification)} ${title}: ${text}`, bounds.section),
    blocks: [
      section(`${mark(notification)} *${title}*\n${text}${addressed === '' ? '' : `\n${addressed}`}`),
      ...details(notification),
      ...(buttons.length === 0 ? [] : [{ type: 'actions', elements: buttons.slice(0, bounds.buttons) }]),
    ],
  };
};
