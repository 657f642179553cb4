/** What a message says: its own words, or what an operator's templates make of it. Values are data: bounded, and escaped as the channel asks. */
import Mustache from 'mustache';
import type { Notification } from '#kernel/channel.ts';
import type { ChannelsPolicy } from '#kernel/policy.ts';
import { titleOf, value, viewOf } from './view.ts';

type Entry = Exclude<ChannelsPolicy['channels'][number], { kind: 'console' }>;
export type Templates = NonNullable<Entry['templates']>;

/** Makes a value safe where it is put. */
export type Escape = (value: string) => string;

/** The two things every channel says, escaped for it. */
export interface Wording {
  readonly title: string;
  readonly text: string;
}

/** Characters of all values in one text. */
const longest = 20_000;

/** For values that need nothing: JSON strings, plain text. */
export const plain: Escape = (value) => value;

/** Renders, or gives undefined when it would be too long or cannot be done. */
const rendered = (template: string, view: object, escapeValue: Escape): string | undefined => {
  let left = longest;
  try {
    return Mustache.render(template, view, undefined, {
      escape: (given: unknown) => {
        const text = String(given);
        left -= text.length;
        if (left < 0) throw new RangeError('too long');
        return escapeValue(text);
      },
    }).trim();
  } catch {
    return undefined;
  }
};

/** The channel's words for a notification. A template that says nothing or too much gives way to the message's own words: a page must go out. */
export const wordingOf = (notification: Notification, templates: Templates | undefined, escapeValue: Escape): Wording => {
  const own = { title: escapeValue(value(titleOf(notification))), text: escapeValue(value(notification.text)) };
  if (templates === undefined) return own;
  const view = viewOf(notification);
  const say = (template: string | undefined, otherwise: string): string =>
    template === undefined ? otherwise : rendered(template, view, escapeValue) || otherwise;
  return { title: say(templates.title, own.title), text: say(templates.text, own.text) };
};
