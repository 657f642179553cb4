/** Things to record on an audit chain. */
import { boundedDraft, type ChainDraft, type ChainEntry, sealed } from '#kernel/audit-chain.ts';
import { chainLine } from '#kernel/verify-chain.ts';

export const draftOf = (id: string, changes: Partial<ChainDraft> = {}): ChainDraft => ({
  at: 1_795_237_200_000,
  id,
  actor: 'remediate',
  act: 'remediation_launched',
  subject: { incident: 'inc-1', fingerprint: 'f-1', execution: 'rem-1' },
  rule: 'restart-payment',
  reason: 'Launched. "Grüße" � \\ 漢',
  detail: { target: 'awx', job: '7' },
  ...changes,
});

/** A chain of so many entries, a minute apart. */
export const chainOf = (count: number): readonly ChainEntry[] => {
  const entries: ChainEntry[] = [];
  for (let index = 0; index < count; index += 1) {
    const draft = draftOf(`rem-${index}/remediation_launched`, { at: 1_795_237_200_000 + index * 60_000 });
    entries.push(sealed(boundedDraft(draft), entries.at(-1)));
  }
  return entries;
};

/** As an export has them, without their newlines. */
export const linesOfChain = (entries: readonly ChainEntry[]): readonly Buffer[] => entries.map((entry) => Buffer.from(chainLine(entry)));
