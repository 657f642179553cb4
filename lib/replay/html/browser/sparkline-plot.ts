/** How many in each stretch of time, as small as a line of text. */
import { elapsedText } from '../../duration.ts';
import type { Sparkline } from '../model.ts';
import { grouped } from './text.ts';
import type { Theme } from './theme.ts';
import { tip, tooltip } from './tip.ts';

export const sparklinePlot = ({ tone, counts }: Sparkline, bucketMs: number, theme: Theme) => ({
  animation: false,
  grid: { left: 0, right: 0, top: 2, bottom: 2 },
  tooltip: {
    ...tooltip(theme),
    confine: false,
    trigger: 'axis',
    axisPointer: { type: 'none' },
    formatter: (params: unknown): HTMLElement => {
      const [first] = params as { dataIndex: number }[];
      const bucket = first?.dataIndex ?? 0;
      return tip(grouped(counts[bucket] ?? 0), `${elapsedText(bucket * bucketMs)} to ${elapsedText((bucket + 1) * bucketMs)}`);
    },
  },
  xAxis: { type: 'category', show: false, data: counts.map((_, index) => index) },
  yAxis: { type: 'value', show: false, min: 0, max: Math.max(1, ...counts) },
  series: [
    {
      type: 'bar' as const,
      data: [...counts],
      barCategoryGap: '15%',
      itemStyle: { color: theme.tone[tone] },
      emphasis: { disabled: true },
    },
  ],
});
