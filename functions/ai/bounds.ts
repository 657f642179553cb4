/** How far a provider's word goes: it may not be milder than the evidence, nor call critical what nothing else speaks for. */
import type { Question } from '#kernel/provider.ts';
import { type Severity, severityRank, worst } from '#kernel/severity.ts';
import type { Verdict } from '#kernel/verdict.ts';

/** OpenTelemetry's ERROR: what wrote the message calls it an error. */
const error = 17;
/** The local model is believed against a provider from here on. */
const sure = 0.8;
/** A provider reads text that strangers write: it is never as sure as a rule. */
const mostConfidence = 0.9;

/** The mildest a provider may be: an error is at least a warning, and what the local model is sure of is at least that. */
export const floor = (question: Question, local: Verdict): Severity => {
  const byLevel: Severity = question.severityNumber >= error ? 'warning' : 'info';
  return local.confidence >= sure ? worst(byLevel, local.severity) : byLevel;
};

/** Whether anything but the provider speaks for more than routine: the emitter's own level, or the local model. */
export const mayBeCritical = (question: Question, local: Verdict): boolean => question.severityNumber >= error || local.severity !== 'info';

const restated = (verdict: Verdict, severity: Severity, why: string): Verdict => ({
  ...verdict,
  severity,
  reason: `${why} ${verdict.reason}`.slice(0, 300).toWellFormed(),
});

/** The verdict, moved where it may be; its reason says so where it was moved. `local` is the local model's verdict of the same question. */
export const bounded = (said: Verdict, question: Question, local: Verdict): Verdict => {
  const verdict = { ...said, confidence: Math.min(mostConfidence, said.confidence) };
  const mildest = floor(question, local);
  if (severityRank(verdict.severity) > severityRank(mildest)) {
    const raised = restated(verdict, mildest, `Raised from ${verdict.severity}: the evidence is not milder than ${mildest}.`);
    // `routine` would contradict what it is raised to; what nobody has a word for is called what the level alone is.
    if (verdict.category !== 'routine') return raised;
    return { ...raised, category: local.category === 'routine' ? 'performance' : local.category };
  }
  return verdict.severity === 'critical' && !mayBeCritical(question, local)
    ? restated(verdict, 'warning', 'Lowered from critical: nothing but the model speaks for it.')
    : verdict;
};

/** The local model's verdict of text that speaks to a model: what wants to be overlooked is at least what its sender calls it. */
export const guarded = (local: Verdict, question: Question): Verdict =>
  severityRank(local.severity) > severityRank(floor(question, local)) ? bounded(local, question, local) : local;
