/** What a run under faults has to say about them, for the report. */
import type { Paint } from '../paint.ts';
import { heading } from '../report-style.ts';
import { columns, counted, grouped } from '../text-table.ts';

export interface FaultReport {
  readonly seed: string;
  readonly profile: string;
  /** How often each kind of fault struck. */
  readonly injected: Readonly<Record<string, number>>;
  /** Requests that agents sent again, and that they gave up. */
  readonly resent: number;
  readonly dropped: number;
  /** Messages that came again under their key, and count once. */
  readonly repeats: number;
  /** How many lines the undisturbed run's effects have. */
  readonly compared: number;
  /** What this run has less (`- `) or more (`+ `) than the undisturbed one. */
  readonly difference: readonly string[];
  /** Repeats this run. */
  readonly command: string;
}

export const faultLines = (report: FaultReport | undefined, paint: Paint): readonly string[] => {
  if (report === undefined) return [];
  const { seed, profile, injected, resent, dropped, repeats, compared, difference } = report;
  const total = Object.values(injected).reduce((sum, count) => sum + count, 0);
  const rows = Object.entries(injected).map(([title, count]) => [`  ${grouped(count)}`, title]);
  const givenUp = dropped === 0 ? '' : `, ${grouped(dropped)} given up by their agents`;
  return [
    ...heading(paint, `Faults of seed ${seed}, profile ${profile}`, `${counted(total, 'fault')} injected`),
    ...columns(rows, ['right', 'left']),
    `  Agents sent ${counted(resent, 'request')} again${givenUp}; ${counted(repeats, 'message')} came again under a known key and count once.`,
    difference.length === 0
      ? `  ${paint.good('Effects equal')}: ${grouped(compared)} of ${grouped(compared)} lines as in the run without faults; nothing lost, nothing twice.`
      : `  ${paint.bad('EFFECTS DIFFER')} from the run without faults:`,
    ...difference.map((line) => `    ${paint.bad(line)}`),
    ...(difference.length === 0 ? [] : [`  Repeat it: ${report.command}`]),
  ];
};
