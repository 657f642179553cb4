/** ISO 8601 durations of hours, minutes and seconds, such as `PT26M30S`. */

const pattern = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?$/;

/** Whether `durationMs` can read it. */
export const isDuration = (text: string): boolean => pattern.test(text) && text !== 'PT';

/** Milliseconds; 0 for a text that is no duration. */
export const durationMs = (text: string): number => {
  const [, hours = '0', minutes = '0', seconds = '0'] = pattern.exec(text) ?? [];
  return (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
};

const two = (value: number): string => String(value).padStart(2, '0');

/** A length of time in words: `26 h 4 min`, `2 min 10 s`, `45 s`. */
export const lengthText = (ms: number): string => {
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes >= 60) return `${Math.floor(minutes / 60)} h${minutes % 60 === 0 ? '' : ` ${minutes % 60} min`}`;
  return minutes === 0 ? `${seconds} s` : `${minutes} min${seconds % 60 === 0 ? '' : ` ${seconds % 60} s`}`;
};

/** Time since a start as people read it: `26:04`, or `1:02:03` past the hour. */
export const elapsedText = (ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${two(minutes)}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
};
