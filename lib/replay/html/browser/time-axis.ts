/** The axis of time since the start of the run. */

import { elapsedText } from '../../duration.ts';
import { stepFor } from '../buckets.ts';
import type { Theme } from './theme.ts';

/** As many labels as there is room for. */
export const timeAxis = (durationMs: number, width: number, theme: Theme) => {
  const interval = stepFor(durationMs, Math.max(2, Math.floor(width / 70)));
  return {
    type: 'value' as const,
    min: 0,
    max: durationMs,
    interval,
    axisLabel: {
      color: theme.muted,
      fontSize: 11,
      hideOverlap: true,
      // The end of the run is no round time: the grid says where it is.
      formatter: (value: number) => (value % interval === 0 ? elapsedText(value) : ''),
    },
    axisLine: { lineStyle: { color: theme.line } },
    axisTick: { show: false },
    splitLine: { showMaxLine: false, lineStyle: { color: theme.line, type: 'dashed' as const } },
  };
};
