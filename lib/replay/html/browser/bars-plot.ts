/** Bars of parts: dollars of a stage by service, shares of a time by stage. */
import type { StackedBars } from '../model.ts';
import type { Theme } from './theme.ts';
import { tip, tooltip } from './tip.ts';

const rowHeight = 34;
const legendLine = 24;

/** Pixels of the legend: its names are set in lines, like words. */
const legendHeight = ({ parts }: StackedBars, width: number): number => {
  let lines = 1;
  let used = 0;
  for (const { name } of parts) {
    const own = name.length * 6.6 + 30;
    if (used > 0 && used + own > width) {
      lines += 1;
      used = 0;
    }
    used += own;
  }
  return lines * legendLine;
};

/** Pixels. */
export const barsHeight = (bars: StackedBars, width: number): number => bars.rows.length * rowHeight + 30 + legendHeight(bars, width);

const dollars = (value: number): string =>
  `$${value === 0 ? '0' : value >= 0.01 ? Number(value.toPrecision(4)) : value.toFixed(Math.min(10, 2 - Math.floor(Math.log10(value))))}`;

const share = (value: number): string => `${(value * 100).toFixed(1)} %`;

const palette = (theme: Theme): readonly string[] => {
  const { accent, person, good, warning, info, critical } = theme.tone;
  return [accent, person, good, warning, '#17a2b8', critical, info, '#a0895b', '#d674b2', '#7fa650', '#5d6fd3', '#c8b400'];
};

export const barsPlot = (bars: StackedBars, width: number, theme: Theme) => {
  const { unit, rows, parts } = bars;
  const text = unit === 'dollars' ? dollars : share;
  const colours = palette(theme);
  const tell = (params: unknown): HTMLElement => {
    const { seriesIndex, dataIndex } = params as { seriesIndex: number; dataIndex: number };
    const part = parts[seriesIndex];
    return tip(text(part?.values[dataIndex] ?? 0), `${rows[dataIndex]}: ${part?.name ?? ''}`);
  };
  return {
    animation: false,
    tooltip: { ...tooltip(theme), trigger: 'item', formatter: tell },
    legend: {
      top: 0,
      left: 0,
      icon: 'circle',
      itemWidth: 9,
      itemGap: 14,
      textStyle: { color: theme.ink, fontFamily: theme.font, fontSize: 12 },
    },
    grid: { left: 92, right: 12, top: legendHeight(bars, width) + 4, bottom: 24 },
    xAxis: {
      type: 'value',
      ...(unit === 'share' ? { max: 1 } : {}),
      splitNumber: width < 520 ? 2 : 5,
      axisLabel: { color: theme.muted, fontSize: 11, formatter: text, hideOverlap: true },
      splitLine: { lineStyle: { color: theme.line } },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: [...rows],
      axisLabel: { color: theme.ink, fontSize: 12, width: 84, overflow: 'truncate' },
      axisLine: { show: false },
      axisTick: { show: false },
    },
    series: parts.map(({ name, values }, index) => ({
      type: 'bar' as const,
      name,
      stack: 'all',
      barWidth: 18,
      data: [...values],
      itemStyle: { color: colours[index % colours.length] ?? theme.tone.accent },
    })),
  };
};
