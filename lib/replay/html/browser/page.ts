/** Draws the plots of the page, and draws them anew when the page's width or its colours change. */
import { BarChart, CustomChart, LineChart, SankeyChart, ScatterChart } from 'echarts/charts';
import { GridComponent, LegendComponent, MarkAreaComponent, TooltipComponent } from 'echarts/components';
import { type EChartsCoreOption, type EChartsType, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { Charts } from '../model.ts';
import { barsHeight, barsPlot } from './bars-plot.ts';
import { flowPlot } from './flow-plot.ts';
import { seriesPlot } from './series-plot.ts';
import { sparklinePlot } from './sparkline-plot.ts';
import { currentTheme, type Theme } from './theme.ts';
import { timelineHeight, timelinePlot } from './timeline-plot.ts';

use([
  ...[BarChart, CustomChart, LineChart, SankeyChart, ScatterChart],
  ...[GridComponent, LegendComponent, MarkAreaComponent, TooltipComponent],
  SVGRenderer,
]);

/** What is drawn at a place, and how high it is where the style sheet does not say. */
interface Plot {
  readonly option: (width: number, theme: Theme) => object;
  readonly height?: (width: number) => number;
}

const plotOf = (charts: Charts, kind: string, index: number): Plot | undefined => {
  const { timelines, series, sparklines, flows, bars, durationMs, bucketMs } = charts;
  const [timeline, line, sparkline, flow, rows] = [timelines[index], series[index], sparklines[index], flows[index], bars[index]];
  if (kind === 'timeline' && timeline !== undefined) {
    return { option: (width, theme) => timelinePlot(timeline, durationMs, width, theme), height: () => timelineHeight(timeline) };
  }
  if (kind === 'series' && line !== undefined) return { option: (width, theme) => seriesPlot(line, durationMs, width, theme) };
  if (kind === 'sparkline' && sparkline !== undefined) return { option: (_, theme) => sparklinePlot(sparkline, bucketMs, theme) };
  if (kind === 'flow' && flow !== undefined) return { option: (width, theme) => flowPlot(flow, width, theme) };
  if (kind === 'bars' && rows !== undefined) {
    return { option: (width, theme) => barsPlot(rows, width, theme), height: (width) => barsHeight(rows, width) };
  }
  return undefined;
};

/** Draws into the element now; returns how to draw it again. */
const draw = (element: HTMLElement, plot: Plot): (() => void) => {
  let chart: EChartsType | undefined;
  return () => {
    const width = element.clientWidth;
    if (width === 0) return;
    if (plot.height !== undefined) element.style.height = `${plot.height(width)}px`;
    chart ??= init(element, undefined, { renderer: 'svg' });
    chart.resize();
    chart.setOption(plot.option(width, currentTheme()) as EChartsCoreOption, true);
  };
};

const charts = JSON.parse(document.getElementById('charts')?.textContent ?? '{}') as Charts;
const redraws: (() => void)[] = [];
for (const element of document.querySelectorAll<HTMLElement>('[data-chart]')) {
  const plot = plotOf(charts, element.dataset['chart'] ?? '', Number(element.dataset['index']));
  if (plot === undefined) continue;
  const redraw = draw(element, plot);
  redraws.push(redraw);
  // The first report of an observer comes at once, and draws.
  let drawnWidth = -1;
  new ResizeObserver(() => {
    if (element.clientWidth === drawnWidth) return;
    drawnWidth = element.clientWidth;
    redraw();
  }).observe(element);
}

const redrawAll = (): void => {
  for (const redraw of redraws) redraw();
};
for (const query of ['(prefers-color-scheme: dark)', 'print']) matchMedia(query).addEventListener('change', redrawAll);
