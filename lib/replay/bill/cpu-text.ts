/** The processor time that stages took on this machine: what the bill's model is calibrated by, never part of a report. */
import type { MeasuredCpu } from '#lib/local/meter/lambda-meter.ts';
import { columns, grouped } from '../text-table.ts';

/** Milliseconds a warm invocation and a kilobyte of its event, by least squares; a slope alone cannot be below zero. */
const lineOf = ({ invocations, sums }: Readonly<MeasuredCpu>): { readonly perInvocation: number; readonly perKilobyte: number } => {
  const { x, y, xx, xy } = sums;
  const spread = invocations * xx - x * x;
  const perKilobyte = spread > 0 ? Math.max(0, (invocations * xy - x * y) / spread) : 0;
  return { perInvocation: invocations === 0 ? 0 : Math.max(0, (y - perKilobyte * x) / invocations), perKilobyte };
};

/** Ends in a newline. */
export const cpuText = (measured: Readonly<Record<string, Readonly<MeasuredCpu>>>, signals: number): string => {
  const rows = Object.entries(measured).map(([stage, own]) => {
    const { perInvocation, perKilobyte } = lineOf(own);
    return [
      `  ${stage}`,
      grouped(own.invocations),
      grouped(Math.round(own.totalMs)),
      signals === 0 ? '' : grouped(Math.round((own.totalMs / signals) * 1_000_000)),
      perInvocation.toFixed(3),
      perKilobyte.toFixed(4),
    ];
  });
  const head = ['  stage', 'warm invocations', 'ms', 'ms per million signals', 'ms per invocation', 'ms per KB of event'];
  const lines = columns([head, ...rows], ['left', 'right', 'right', 'right', 'right', 'right']);
  return `Processor time on this machine, which differs from run to run:\n${lines.join('\n')}\n`;
};
