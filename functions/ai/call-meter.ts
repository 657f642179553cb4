/** Adds up what asking providers took, until somebody reads it. */
import type { CallRecord, RecordCall } from './call-record.ts';

export interface CallMeter {
  readonly record: RecordCall;
  /** The sums since it was last read; empty where nothing happened. Dollars in millionths, as what is counted is whole. */
  read(): Readonly<Record<string, number>>;
}

const ofCall = ({ provider, outcome, questions, inputTokens, outputTokens, dollars }: CallRecord): Readonly<Record<string, number>> =>
  provider === 'local'
    ? { [`local_${outcome}`]: questions }
    : {
        [`provider_${outcome}`]: 1,
        provider_questions: questions,
        provider_tokens: inputTokens + outputTokens,
        provider_microdollars: Math.round(dollars * 1e6),
      };

export const callMeter = (): CallMeter => {
  let sums: Record<string, number> = {};
  return {
    record: (call) => {
      for (const [name, count] of Object.entries(ofCall(call))) if (count > 0) sums[name] = (sums[name] ?? 0) + count;
    },
    read: () => {
      const read = sums;
      sums = {};
      return read;
    },
  };
};
