/** What all parts of the printed report have in common. */
import type { Paint } from './paint.ts';

export const width = 110;

/** Shows a time (ms since the epoch) as minutes and seconds since the start. */
export type Clock = (at: number) => string;

export const words = (name: string): string => name.replaceAll('_', ' ');

export const heading = (paint: Paint, title: string, aside = ''): readonly string[] => [
  '',
  `${paint.bold(title)}${aside === '' ? '' : `  ${paint.dim(aside)}`}`,
];
