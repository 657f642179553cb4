/** Templates operators write for titles and texts: the part of Mustache that cannot run code, name other templates or leave a value unescaped. */
import * as z from 'zod';

/** Sections within each other at most: what bounds how often a list is repeated. */
const deepest = 2;

/** What the first part of a name may be; labels and annotations have free names below them. */
const fields: ReadonlySet<string> = new Set([
  ...['title', 'text', 'kind', 'notificationReason', 'at', 'recipients', 'status', 'severity', 'escalationLevel', 'incidentId', 'labels'],
  ...['receiver', 'groupKey', 'groupLabels', 'commonLabels', 'commonAnnotations', 'annotations', 'alerts', 'truncatedAlerts', 'firing'],
  ...['resolved', 'startsAt', 'endsAt', 'fingerprint', 'held', 'heldInAll', 'reason', 'name', 'value', 'labelList', '.'],
]);

/** Names that belong to the language below the template. */
const forbidden = /^(?:__proto__|prototype|constructor)$/;

const isField = (name: string): boolean => {
  if (name === '.') return true;
  const parts = name.split('.');
  return fields.has(parts[0] ?? '') && parts.every((part) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(part) && !forbidden.test(part));
};

/** What is wrong with a template, in words; undefined when it is fine. */
export const templateMistake = (template: string): string | undefined => {
  const open: string[] = [];
  for (const [whole, inside = ''] of template.matchAll(/\{\{([^}]*)\}\}/g)) {
    const [, sigil = '', name = ''] = /^([#^/!]?)\s*(.*?)\s*$/s.exec(inside) ?? [];
    if (sigil === '!') continue;
    if (!isField(name)) return `${whole}: there is no such field, or it is none a template may use`;
    if (sigil === '#' || sigil === '^') open.push(name);
    if (sigil === '/' && open.pop() !== name) return `${whole} closes what is not open`;
    if (open.length > deepest) return `${whole}: sections lie at most ${deepest} deep`;
  }
  if (open.length > 0) return `{{#${open.at(-1)}}} is not closed`;
  return /\{\{|\}\}/.test(template.replace(/\{\{[^{}]*\}\}/g, '')) ? 'there is a {{ or }} that belongs to no tag' : undefined;
};

const templateOf = (characters: number) =>
  z
    .string()
    .min(1)
    .max(characters)
    .superRefine((template, context) => {
      const mistake = templateMistake(template);
      if (mistake !== undefined) context.addIssue({ code: 'custom', message: mistake });
    });

/** What any channel may be told to say instead of its own words. Values are escaped as the channel needs it. */
export const templates = z.strictObject({ title: templateOf(500).optional(), text: templateOf(2_000).optional() });
