/** Telemetry text as a model is shown it: one line, bounded, with nothing in it that is invisible or that a model's own markup is made of. */
import { readableText } from '#kernel/readable-text.ts';

/** What carries text that nobody sees, beside what `readableText` takes away: fillers without a shape, private use, what Unicode has not assigned, */
const unseen = /[\p{Co}\p{Cn}\u115f\u1160\u2800\u3164\uffa0]+/gu;
/** and what only varies the character before it. */
const unseenMarks = /(?:\u034f|\u17b4|\u17b5|[\u{fe00}-\u{fe0f}]|[\u{e0100}-\u{e01ef}])+/gu;

/** Terminals' escape sequences: readable text would lose their first character alone. */
export const terminalEscapes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;:?]{0,20}[a-zA-Z]`, 'g');

/** `<|im_start|>`, `</s>` and their like are single tokens to some models: with other brackets they are text. */
const brackets: Readonly<Record<string, string>> = { '<': '‹', '>': '›' };

/** At most `length` characters. */
export const quoted = (text: string, length: number): string => {
  const seen = text
    .slice(0, length * 4)
    .replace(terminalEscapes, ' ')
    .replace(unseen, ' ')
    .replace(unseenMarks, '');
  return readableText(seen, length)
    .replace(/\s+/g, ' ')
    .replace(/[<>]/g, (bracket) => brackets[bracket] ?? bracket);
};
