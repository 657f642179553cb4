/** The latency as a few lines of the report. */
import type { Paint } from '../paint.ts';
import { heading } from '../report-style.ts';
import { columns, grouped } from '../text-table.ts';
import type { Latency } from './latency.ts';
import type { ReportLatency } from './measure-latency.ts';

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

/** A stage under half a percent is not worth its words. */
const sharesOf = ({ stages }: Latency): string =>
  stages
    .filter(({ share }) => share >= 0.005)
    .map(({ stage, share }) => `${stage} ${Math.round(share * 100)} %`)
    .join(', ');

const row = (what: string, latency: Latency): readonly string[] =>
  latency.count === 0
    ? [what, '0']
    : [what, grouped(latency.count), seconds(latency.p50Ms), seconds(latency.p99Ms), seconds(latency.maxMs), sharesOf(latency)];

export const latencyLines = (latency: ReportLatency, paint: Paint): readonly string[] => {
  const [head = '', ...lines] = columns(
    [
      ['  from acceptance of signals to …', 'count', 'p50', 'p99', 'max', 'shares of the time'],
      row('  the message they caused', latency),
      row('  the decision on a finding', latency.decisions),
    ],
    ['left', 'right', 'right', 'right', 'right'],
  );
  return [
    ...heading(paint, 'Latency', "with the typical delays of AWS's pollers and workflows"),
    paint.dim(head),
    ...lines,
    paint.dim('  not in it: what the functions compute, and about 0.35 s for each function that starts cold'),
  ];
};
