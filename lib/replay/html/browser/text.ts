/** Numbers and times as people read them. */

/** 12,345 */
export const grouped = (count: number): string => count.toLocaleString('en-US');

const scaled = (value: number): string => {
  const size = Math.abs(value);
  if (size >= 1e9) return `${Number((value / 1e9).toPrecision(3))}G`;
  if (size >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`;
  if (size >= 1e4) return `${Number((value / 1e3).toPrecision(3))}k`;
  return String(Number(value.toPrecision(3)));
};

/** Three digits and the unit. */
export const valueText = (value: number, unit: string): string =>
  `${scaled(value)}${unit === '' ? '' : unit.startsWith('/') ? unit : ` ${unit}`}`;
