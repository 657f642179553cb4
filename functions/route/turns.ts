/** A batch in turns: what each alert is told, in an order in which no alert changes its mind within one round. Pure. */
import type { Finding } from '#kernel/finding.ts';

/** Findings of one alert with one status. */
export interface Turn {
  readonly fingerprint: string;
  readonly status: Finding['status'];
  readonly findings: readonly Finding[];
}

/** The turns that can be taken together. */
export type Round = readonly Turn[];

/** Keeps the order of each alert's findings; alerts may overtake each other, as they do in the queue. */
export const roundsOf = (findings: readonly Finding[]): readonly Round[] => {
  const rounds: Map<string, { fingerprint: string; status: Finding['status']; findings: Finding[] }>[] = [];
  /** The round each alert was last told something in. */
  const last = new Map<string, number>();
  for (const finding of findings) {
    const { fingerprint, status } = finding;
    const at = last.get(fingerprint);
    const open = at === undefined ? undefined : rounds[at]?.get(fingerprint);
    if (open !== undefined && open.status === status) {
      open.findings.push(finding);
      continue;
    }
    const next = at === undefined ? 0 : at + 1;
    const round = rounds[next] ?? new Map();
    rounds[next] = round;
    round.set(fingerprint, { fingerprint, status, findings: [finding] });
    last.set(fingerprint, next);
  }
  return rounds.map((round) => [...round.values()]);
};
