/**
 * Local time: what a wall clock shows, as the milliseconds since the epoch at which a clock of UTC shows it.
 * Days and weeks are added to it as numbers, whatever clocks do meanwhile; `zone.ts` says when it is.
 */
import { firstInstant } from './zone.ts';

const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;
export const weekMs = 7 * dayMs;

export const compareNumbers = (a: number, b: number): number => a - b;

/** The day of a local time, counted from 1970-01-01. */
export const dayOf = (local: number): number => Math.floor(local / dayMs);

/** 0 for Monday to 6 for Sunday: 1970-01-01 was a Thursday. */
export const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7;

/** `2026-12-25T09:00` as local time; the text is one that a policy's schema has let through. */
export const readLocal = (text: string): number => Date.parse(text.length === 10 ? `${text}T00:00Z` : `${text}Z`);

/** `09:00` as milliseconds of a day. */
export const readTimeOfDay = (text: string): number => Number(text.slice(0, 2)) * hourMs + Number(text.slice(3)) * minuteMs;

/** `2026-12-25T09:00`, with seconds where there are some. */
export const writeLocal = (local: number): string => {
  const text = new Date(local).toISOString();
  return text.slice(0, local % minuteMs === 0 ? 16 : 19);
};

/** Milliseconds since the epoch of a time that names its offset, or of a wall clock's in a time zone. */
export const readInstant = (text: string, zone: string): number =>
  /Z$|[+-]\d\d:\d\d$/.test(text.slice(10)) ? Date.parse(text) : firstInstant(zone, readLocal(text));
