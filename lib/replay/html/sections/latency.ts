/** How long it took from the acceptance of a signal to what came of it. */
import type { Latency } from '../../latency/latency.ts';
import type { ReportLatency } from '../../latency/measure-latency.ts';
import type { Report } from '../../report.ts';
import { empty, html, type Markup } from '../markup.ts';
import type { StackedBars } from '../model.ts';
import { chart, count, details, durationText, section, table } from './parts.ts';

/** Ways that something went, by what came of it. */
const waysOf = (latency: ReportLatency): readonly (readonly [string, Latency])[] =>
  (
    [
      ['message', latency],
      ['decision', latency.decisions],
    ] as const
  ).filter(([, { count: samples }]) => samples > 0);

/** The share each stage has in the time of each way. */
export const latencyBars = (latency: ReportLatency): StackedBars => {
  const ways = waysOf(latency);
  const names = [...new Set(ways.flatMap(([, { stages }]) => stages.map(({ stage }) => stage)))];
  const parts = names.map((name) => ({
    name,
    values: ways.map(([, { stages }]) => stages.find(({ stage }) => stage === name)?.share ?? 0),
  }));
  return { unit: 'share', rows: ways.map(([way]) => way), parts: parts.filter(({ values }) => values.some((value) => value > 0)) };
};

const inFigures = (ways: ReturnType<typeof waysOf>): Markup =>
  table(
    [
      { head: 'until' },
      { head: 'stage' },
      { head: 'p50', numeric: true },
      { head: 'p99', numeric: true },
      { head: 'most', numeric: true },
      { head: 'share', numeric: true },
    ],
    ways.flatMap(([way, { stages, p50Ms, p99Ms, maxMs, count: samples }]) => [
      [way, `all (${count(samples)} times)`, durationText(p50Ms), durationText(p99Ms), durationText(maxMs), '100 %'],
      ...stages.map((each) => [
        way,
        each.stage,
        durationText(each.p50Ms),
        durationText(each.p99Ms),
        '',
        `${(each.share * 100).toFixed(1)} %`,
      ]),
    ]),
    'The stages in figures',
  );

export const latencySection = ({ latency }: Report): Markup => {
  const ways = waysOf(latency);
  if (ways.length === 0) return empty;
  const aside = ways
    .map(([way, { p50Ms, p99Ms }]) => `from a signal to the ${way} on it: p50 ${durationText(p50Ms)}, p99 ${durationText(p99Ms)}`)
    .join('; ');
  return section(
    'latency',
    'Latency',
    aside,
    html`
${chart('bars', 1, 'The share that each stage has in that time')}
<p class="quiet">With the typical delays of AWS's pollers and workflows; without what the functions compute, and about 0.35 s for each function that starts cold.</p>
${details('The stages in figures', inFigures(ways))}`,
  );
};
