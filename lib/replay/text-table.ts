/** Aligned columns and wrapped lines for the terminal. */

/** Numbers stand right, words left. */
export type Align = 'left' | 'right';

const pad = (text: string, width: number, align: Align): string => (align === 'right' ? text.padStart(width) : text.padEnd(width));

/** Rows as lines, columns two spaces apart; no line ends in a space. */
export const columns = (rows: readonly (readonly string[])[], aligns: readonly Align[] = []): readonly string[] => {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  }
  return rows.map((row) =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0, aligns[column] ?? 'left'))
      .join('  ')
      .trimEnd(),
  );
};

/** Words of a text on lines of at most `width`; a longer word stands alone. */
export const wrap = (text: string, width: number): readonly string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return line === '' ? lines : [...lines, line];
};

/** A text behind a head: the head on the first line, the rest indented to the text. */
export const hanging = (head: string, text: string, width: number): readonly string[] => {
  const lines = wrap(text, Math.max(20, width - head.length));
  return lines.length === 0 ? [head.trimEnd()] : lines.map((line, index) => (index === 0 ? head : ' '.repeat(head.length)) + line);
};

/** A line of at most `width` characters; one that is longer ends in `…`. */
export const clipped = (line: string, width: number): string => (line.length <= width ? line : `${line.slice(0, width - 1).trimEnd()}…`);

/** What stands in a terminal line must not steer the terminal: control characters become spaces. */
export const printable = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ');

/** 12,345 */
export const grouped = (count: number): string => String(count).replaceAll(/\B(?=(\d{3})+(?!\d))/g, ',');

/** `1 span`, `2 spans` */
export const counted = (count: number, word: string): string => `${grouped(count)} ${word}${count === 1 ? '' : 's'}`;
