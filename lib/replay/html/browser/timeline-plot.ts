/** An incident's way: a line a thing, its name above it, bars for what lasted and marks for what happened. */
import type { CustomSeriesRenderItem } from 'echarts';
import { elapsedText } from '../../duration.ts';
import type { Timeline, TimelineRow } from '../model.ts';
import type { Theme } from './theme.ts';
import { timeAxis } from './time-axis.ts';
import { tip, tooltip } from './tip.ts';

const rowHeight = 40;
const barHeight = 15;
const nameSize = 11.5;
const [top, bottom, side] = [6, 24, 6];

/** Pixels. */
export const timelineHeight = ({ rows }: Timeline): number => rows.length * rowHeight + top + bottom;

/** Middle of a line's bars, and where its name stands; pixels from the top of the plot. */
const barMiddle = (row: number): number => top + row * rowHeight + 28;

const names = (rows: readonly TimelineRow[], width: number, theme: Theme) => {
  const renderItem: CustomSeriesRenderItem = (params) => ({
    type: 'text',
    silent: true,
    style: {
      x: side,
      y: barMiddle(params.dataIndex) - barHeight / 2 - nameSize - 4,
      text: rows[params.dataIndex]?.label ?? '',
      fill: theme.muted,
      font: `${nameSize}px ${theme.font}`,
      width: width - 2 * side,
      overflow: 'truncate',
    },
  });
  return { type: 'custom' as const, renderItem, data: rows.map(() => [0, 0]), silent: true, tooltip: { show: false } };
};

const bars = (rows: readonly TimelineRow[], theme: Theme) => {
  const flat = rows.flatMap((row, index) => row.bars.map((bar) => ({ ...bar, row: index })));
  const renderItem: CustomSeriesRenderItem = (params, api) => {
    const bar = flat[params.dataIndex];
    if (bar === undefined) return null;
    const [from = 0] = api.coord([bar.from, 0]);
    const [to = 0] = api.coord([bar.to, 0]);
    const width = Math.max(3, to - from - 1);
    const text = bar.row === 0 && width > 34 ? { text: bar.text, textFill: theme.surface } : {};
    return {
      type: 'rect',
      shape: { x: from, y: barMiddle(bar.row) - barHeight / 2, width, height: barHeight, r: 3 },
      style: { fill: theme.tone[bar.tone], opacity: bar.row === 0 ? 1 : 0.75 },
      ...('text' in text
        ? {
            textContent: {
              type: 'text',
              style: { text: text.text, fill: theme.surface, font: `600 11px ${theme.font}`, width: width - 8, overflow: 'truncate' },
            },
            textConfig: { position: 'insideLeft', distance: 5 },
          }
        : {}),
    };
  };
  return {
    series: { type: 'custom' as const, name: 'bars', renderItem, data: flat.map(({ from, to }) => [from, to]), z: 2 },
    tell: (index: number): HTMLElement => {
      const bar = flat[index];
      return tip(bar === undefined ? '' : `${elapsedText(bar.from)} to ${elapsedText(bar.to)}`, bar?.text ?? '');
    },
  };
};

const marks = (rows: readonly TimelineRow[], theme: Theme) => {
  const flat = rows.flatMap((row, index) => row.marks.map((mark) => ({ ...mark, row: index })));
  const renderItem: CustomSeriesRenderItem = (params, api) => {
    const mark = flat[params.dataIndex];
    if (mark === undefined) return null;
    const [x = 0] = api.coord([mark.at, 0]);
    return {
      type: 'circle',
      shape: { cx: x, cy: barMiddle(mark.row), r: 6 },
      style: { fill: theme.tone[mark.tone], stroke: theme.surface, lineWidth: 1.5 },
    };
  };
  /** What happened within a finger's width of a mark, told together. */
  const near = (index: number, durationMs: number): readonly string[] => {
    const mark = flat[index];
    if (mark === undefined) return [];
    return flat
      .filter((each) => each.row === mark.row && Math.abs(each.at - mark.at) <= durationMs / 200)
      .map((each) => `${elapsedText(each.at)} ${each.text}`);
  };
  return { series: { type: 'custom' as const, name: 'marks', renderItem, data: flat.map(({ at }) => [at, 0]), z: 3 }, near, flat };
};

const toldAtOnce = 6;

export const timelinePlot = ({ rows }: Timeline, durationMs: number, width: number, theme: Theme) => {
  const ofBars = bars(rows, theme);
  const ofMarks = marks(rows, theme);
  const tell = (params: unknown): HTMLElement | string => {
    const { seriesName, dataIndex } = params as { seriesName: string; dataIndex: number };
    if (seriesName === 'bars') return ofBars.tell(dataIndex);
    if (seriesName !== 'marks') return '';
    const lines = ofMarks.near(dataIndex, durationMs);
    const more = lines.length > toldAtOnce ? [`and ${lines.length - toldAtOnce} more`] : [];
    return tip(rows[ofMarks.flat[dataIndex]?.row ?? 0]?.label ?? '', ...lines.slice(0, toldAtOnce), ...more);
  };
  return {
    animation: false,
    grid: { left: side, right: side, top, bottom },
    tooltip: { ...tooltip(theme), trigger: 'item', formatter: tell },
    xAxis: timeAxis(durationMs, width - 2 * side, theme),
    yAxis: { type: 'value', min: 0, max: 1, show: false },
    series: [names(rows, width, theme), ofBars.series, ofMarks.series],
  };
};
