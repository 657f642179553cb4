/** Policy counts in minutes; workflows count in whole seconds, and people read words. */

/** Whole seconds, at least one: a workflow's timeout takes no less. */
export const wholeSeconds = (minutes: number): number => Math.max(1, Math.round(minutes * 60));

/** `15 minutes`, `1 minute`, `90 seconds`. */
export const inWords = (minutes: number): string => {
  const [amount, unit] = Number.isInteger(minutes) ? [minutes, 'minute'] : [wholeSeconds(minutes), 'second'];
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
};
