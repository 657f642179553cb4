/** Amounts of money, from fractions of a cent to millions, with as many digits as tell something. */
import { grouped } from '../text-table.ts';

/** `$1,234`, `$12.34`, `$0.0012` */
export const dollarsText = (dollars: number): string => {
  if (dollars >= 1_000) return `$${grouped(Math.round(dollars))}`;
  if (dollars >= 1 || dollars === 0) return `$${dollars.toFixed(2)}`;
  const digits = Math.min(8, Math.max(2, 1 - Math.floor(Math.log10(dollars))));
  return `$${dollars.toFixed(digits)}`;
};
