/** What all parts of the printed report have in common. */
import type { Paint } from './paint.ts';

/** Characters a line. */
export const width = 110;

/** Shows a time (ms since the epoch) as minutes and seconds since the start. */
export type Clock = (at: number) => string;

/** `alert_joined` → `alert joined` */
export const words = (name: string): string => name.replaceAll('_', ' ');

/** A part's title after an empty line, with what belongs beside it. */
export const heading = (paint: Paint, title: string, aside = ''): readonly string[] => [
  '',
  `${paint.bold(title)}${aside === '' ? '' : `  ${paint.dim(aside)}`}`,
];
