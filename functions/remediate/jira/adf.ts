/** Atlassian Document Format, the form of descriptions and comments in Jira's API v3 [D: developer.atlassian.com/cloud/jira/platform/apis/document]: text goes in as text and is never read as markup. */
import { InputError } from '#kernel/errors.ts';

interface Text {
  readonly type: 'text';
  /** At least one character. */
  readonly text: string;
  readonly marks?: readonly ({ readonly type: 'code' } | { readonly type: 'link'; readonly attrs: { readonly href: string } })[];
}

/** A line of a document. */
export type Line = readonly Text[];

/** A line, or none for no text. A value that breaks lines could forge another. */
export const plain = (text: string): Line => {
  if (/[\p{Cc}\u2028\u2029]/u.test(text)) throw new InputError('A text has control characters.', { reason: 'control' });
  return text === '' ? [] : [{ type: 'text', text }];
};

/** A value set apart from the words around it, byte for byte. */
export const labelled = (name: string, value: string): Line => [
  ...plain(`${name}: `),
  ...plain(value).map((text): Text => ({ ...text, marks: [{ type: 'code' }] })),
];

/** A link where the text is an https address, else the text alone. */
export const linked = (address: string): Line =>
  plain(address).map((text) =>
    URL.canParse(address) && new URL(address).protocol === 'https:'
      ? { ...text, marks: [{ type: 'link', attrs: { href: address } }] }
      : text,
  );

/** The lines, a paragraph each. */
export const document = (...lines: readonly Line[]) => ({
  type: 'doc',
  version: 1,
  content: lines.filter((line) => line.length > 0).map((content) => ({ type: 'paragraph', content })),
});
