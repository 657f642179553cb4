/** The printed table of a rehearsal: at each step, which fault ended how. */

import { width } from '../replay/report-style.ts';
import { counted, hanging } from '../replay/text-table.ts';
import { faultKinds } from './fault-kinds.ts';
import type { EndState } from './judge.ts';
import { pointText } from './point.ts';
import { hasPassed, type Rehearsal } from './record.ts';
import type { RunResult } from './rehearse.ts';
import type { Strike } from './striking.ts';

const ends = {
  verified: 'done and verified',
  undone: 'undone and escalated',
  'not-begun': 'not begun, people told',
  left: 'left to people, who were told',
} as const satisfies Readonly<Record<EndState, string>>;

const strikeText = ({ point, kind }: Strike): string => `${pointText(point)}: ${faultKinds[kind].title}`;

/** What the last of a run's faults struck, and what led there. */
const placeText = ({ scenario, strikes }: RunResult): string => {
  const last = strikes.at(-1);
  if (last === undefined) return scenario;
  const before = strikes.slice(0, -1).map(strikeText);
  return [pointText(last.point), ...(before.length === 0 ? [] : [`after ${before.join(', ')}`])].join(', ');
};

const endLines = (runs: readonly RunResult[]): readonly string[] => {
  const byEnd = Map.groupBy(
    runs.filter(({ wrong }) => wrong.length === 0),
    ({ end }) => end,
  );
  return [...byEnd].flatMap(([end, own]) => {
    const titles = own.flatMap(({ strikes }) => strikes.slice(-1).map(({ kind }) => faultKinds[kind].title));
    return hanging(`    ${ends[end].padEnd(31)}`, titles.join('; '), width);
  });
};

const wrongLines = (runs: readonly RunResult[]): readonly string[] =>
  runs
    .filter(({ wrong }) => wrong.length > 0)
    .flatMap(({ strikes, end, wrong }) => {
      const faults = strikes.length === 0 ? 'without a fault' : strikes.map(strikeText).join(', then ');
      return hanging('    WRONG  ', `${faults} (${end.replace('-', ' ')}): ${wrong.join(' ')}`, width);
    });

const stepLines = (runs: readonly RunResult[]): readonly string[] => {
  const byPlace = Map.groupBy(runs, placeText);
  return [...byPlace].flatMap(([place, own]) => [`  ${place}`, ...endLines(own), ...wrongLines(own)]);
};

/** One runbook. */
export const rehearsalText = (rehearsal: Rehearsal): string => {
  const { rule, runs } = rehearsal;
  const failed = runs.filter(({ wrong }) => wrong.length > 0).length;
  const verdict = hasPassed(rehearsal) ? `PASSED ${counted(runs.length, 'run')}` : `FAILED in ${failed} of ${counted(runs.length, 'run')}`;
  const byScenario = Map.groupBy(runs, ({ scenario }) => scenario);
  const parts = [...byScenario].flatMap(([scenario, own]) => ['', `If ${scenario}`, ...stepLines(own)]);
  return [`${rule.name}: ${verdict}`, ...parts, ''].join('\n');
};
