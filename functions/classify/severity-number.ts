/** OpenTelemetry's severity number of a log, also where the sender gave only a word, a header or an exception. */

import { levelNumber } from '#kernel/level-number.ts';
import type { LogSignal } from '#kernel/signal.ts';

/** 1 to 24, or 0 where nothing tells. `inText` is what the message itself says. */
export const severityNumberOf = (signal: LogSignal, inText: number): number => {
  if (signal.severityNumber > 0) return signal.severityNumber;
  const named = levelNumber(signal.severityText?.trim() ?? '');
  if (named > 0) return named;
  if (inText > 0) return inText;
  return signal.attributes['exception.type'] === undefined ? 0 : 17;
};
