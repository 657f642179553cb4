/** The local model, which must not fail, held to that. */
import type { Log } from '#kernel/ports.ts';
import type { Question } from '#kernel/provider.ts';
import type { Verdict } from '#kernel/verdict.ts';

export type LocalModel = (question: Question) => Verdict;

/** OpenTelemetry's ERROR. */
const error = 17;

/** Where even the local model fails, which is a bug, the level alone speaks. */
const byLevel = ({ severityNumber }: Question): Verdict => ({
  severity: severityNumber >= error ? 'warning' : 'info',
  category: 'routine',
  confidence: 0,
  source: 'local',
  reason: 'Nothing could judge this.',
});

/** The same model, which never throws. */
export const sureLocal =
  (local: LocalModel, log: Pick<Log, 'warn'>): LocalModel =>
  (question) => {
    try {
      return local(question);
    } catch (cause) {
      log.warn('the local model failed', { error: cause instanceof Error ? cause.name : 'unknown' });
      return byLevel(question);
    }
  };
