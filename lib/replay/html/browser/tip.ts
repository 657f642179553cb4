/** What is told of a place in a plot: made of elements, never of markup, since the words are telemetry's. */
import type { Theme } from './theme.ts';

/** A head, and lines below it. */
export const tip = (head: string, ...lines: readonly string[]): HTMLElement => {
  const box = document.createElement('div');
  box.className = 'tip';
  const title = document.createElement('b');
  title.textContent = head;
  box.append(title);
  for (const line of lines) {
    const row = document.createElement('span');
    row.textContent = line;
    box.append(row);
  }
  return box;
};

/** How all tips look. */
export const tooltip = (theme: Theme) => ({
  confine: true,
  backgroundColor: theme.raised,
  borderColor: theme.line,
  padding: 8,
  textStyle: { color: theme.ink, fontFamily: theme.font },
  extraCssText: 'box-shadow:0 4px 14px rgba(0,0,0,.18);white-space:normal',
});
