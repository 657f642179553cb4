/** One series: what was expected as a band, what was seen as a line, what was anomalous as points, alarms as shades. */
import type { CustomSeriesRenderItem } from 'echarts';
import { elapsedText } from '../../duration.ts';
import type { Series } from '../model.ts';
import { valueText } from './text.ts';
import type { Theme } from './theme.ts';
import { timeAxis } from './time-axis.ts';
import { tip, tooltip } from './tip.ts';

interface BandPoint {
  readonly at: number;
  readonly lower: number;
  readonly upper: number;
}

/** Stretches in which the detector held a band. */
const bandStretches = ({ at, lower, upper }: Series): readonly (readonly BandPoint[])[] => {
  const stretches: BandPoint[][] = [];
  let open: BandPoint[] | undefined;
  at.forEach((time, index) => {
    const [low, high] = [lower[index], upper[index]];
    if (low === null || low === undefined || high === null || high === undefined) {
      open = undefined;
      return;
    }
    if (open === undefined) {
      open = [];
      stretches.push(open);
    }
    open.push({ at: time, lower: low, upper: high });
  });
  return stretches;
};

const band = (stretches: readonly (readonly BandPoint[])[], theme: Theme) => {
  const renderItem: CustomSeriesRenderItem = (params, api) => {
    const stretch = stretches[params.dataIndex] ?? [];
    const over = stretch.map(({ at, upper }) => api.coord([at, upper]));
    const under = stretch.map(({ at, lower }) => api.coord([at, lower])).reverse();
    return { type: 'polygon', shape: { points: [...over, ...under] }, style: { fill: theme.band }, silent: true };
  };
  return {
    type: 'custom' as const,
    renderItem,
    data: stretches.map((_, index) => [index]),
    silent: true,
    clip: true,
    z: 1,
    tooltip: { show: false },
  };
};

const anomalousPoints = ({ anomalous, at, values }: Series, theme: Theme) => ({
  type: 'scatter' as const,
  data: anomalous.map((index) => [at[index], values[index]]),
  symbolSize: 5,
  itemStyle: { color: theme.tone.critical },
  silent: true,
  z: 4,
});

const seenLine = (series: Series, theme: Theme) => ({
  type: 'line' as const,
  data: series.at.map((at, index) => [at, series.values[index]]),
  showSymbol: false,
  lineStyle: { color: theme.ink, width: 1.4 },
  itemStyle: { color: theme.ink },
  z: 3,
  markArea: {
    silent: true,
    itemStyle: { color: theme.tone.critical, opacity: 0.09 },
    data: series.alarms.map(({ from, to }) => [{ xAxis: from }, { xAxis: to }]),
  },
});

/** All that is drawn, with room above. */
const extent = ({ values, lower, upper }: Series): { readonly min: number; readonly max: number } => {
  let [min, max] = [0, 0];
  for (const value of [...values, ...lower, ...upper]) {
    if (value === null) continue;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return { min: min < 0 ? min * 1.06 : 0, max: max > 0 ? max * 1.06 : 1 };
};

export const seriesPlot = (series: Series, durationMs: number, width: number, theme: Theme) => {
  const tell = (params: unknown): HTMLElement | string => {
    const [first] = (Array.isArray(params) ? params : [params]) as { dataIndex: number; seriesType: string }[];
    if (first === undefined || first.seriesType !== 'line') return '';
    const index = first.dataIndex;
    const [low, high] = [series.lower[index], series.upper[index]];
    const seen = `${valueText(series.values[index] ?? 0, series.unit)}${series.anomalous.includes(index) ? ', anomalous' : ''}`;
    const expected =
      typeof low === 'number' && typeof high === 'number'
        ? `expected ${valueText(low, '')} to ${valueText(high, series.unit)}`
        : 'still warming up';
    return tip(`${elapsedText(series.at[index] ?? 0)}  ${seen}`, expected);
  };
  const { min, max } = extent(series);
  return {
    animation: false,
    grid: { left: 46, right: 8, top: 10, bottom: 22 },
    tooltip: { ...tooltip(theme), trigger: 'axis', axisPointer: { lineStyle: { color: theme.muted } }, formatter: tell },
    xAxis: timeAxis(durationMs, width - 54, theme),
    yAxis: {
      type: 'value',
      min,
      max,
      splitNumber: 3,
      axisLabel: { color: theme.muted, fontSize: 11, showMaxLabel: false, formatter: (value: number) => valueText(value, '') },
      splitLine: { lineStyle: { color: theme.line } },
    },
    series: [band(bandStretches(series), theme), seenLine(series, theme), anomalousPoints(series, theme)],
  };
};
