/** What of a rule is the runbook: everything that decides what is done, checked and taken back. */
import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import { idFrom } from './fingerprint.ts';
import type { Policy, RemediationRule } from './policy.ts';

/** SHA-256 in hex. Who is asked, how sure one must be, and how often it may run are not part of it. */
export const runbookHash = (rule: RemediationRule, targets: Policy['remediations']['targets']): string => {
  const { target, template, parameters, undo, verify, verifyAfterMinutes, timeoutMinutes } = rule;
  const runbook = { target, template, parameters, undo, verify, verifyAfterMinutes, timeoutMinutes, settings: targets[target] };
  return createHash('sha256').update(canonicalJson(runbook)).digest('hex');
};

/** The key a runbook's dry run, run or undo is started under: follows from the execution, so every attempt of it carries the same. */
export const startKey = (phase: 'dry_run' | 'run' | 'undo', execution: string, rule: string): string =>
  `sw-${idFrom(phase === 'run' ? 'launch' : phase, execution, rule)}`;

/** Why the rehearsal on record does not count; undefined when it does. */
export const unrehearsed = (rule: RemediationRule, policy: Pick<Policy, 'remediations' | 'rehearsals'>): string | undefined => {
  const { runbooks } = policy.rehearsals;
  const record = Object.hasOwn(runbooks, rule.name) ? runbooks[rule.name] : undefined;
  if (record === undefined) return 'it was never rehearsed';
  if (record.hash !== runbookHash(rule, policy.remediations.targets)) return 'it was changed since it was rehearsed';
  return record.passed ? undefined : 'its rehearsal failed';
};
