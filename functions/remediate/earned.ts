/** What a rule's confidence was worth: of the runs of alerts at least so sure, at least so many must have helped. */
import type { RemediationRule } from '#kernel/policy.ts';
import type { RemediationOutcome } from '#kernel/ports.ts';

/** Runs looked back on. */
export const rememberedOutcomes = 50;
/** What begins on a forecast has earned to go by itself after so many runs. */
const provenAfter = 5;

interface TrackRecord {
  readonly runs: number;
  readonly helped: number;
}

/** Of the last runs, those of alerts as sure as the rule asks for. */
const recordOf = (outcomes: readonly RemediationOutcome[], { minConfidence }: Pick<RemediationRule, 'minConfidence'>): TrackRecord => {
  const sure = outcomes.filter(({ confidence }) => confidence >= minConfidence);
  return { runs: sure.length, helped: sure.filter(({ helped }) => helped).length };
};

/** Why the record does not let it go by itself; undefined when it does. What never ran has nothing against it, unless it acts before anything is wrong. */
export const unearned = (
  outcomes: readonly RemediationOutcome[],
  rule: Pick<RemediationRule, 'minConfidence'>,
  forecast: boolean,
): string | undefined => {
  const { runs, helped } = recordOf(outcomes, rule);
  if (runs > 0 && helped / runs < rule.minConfidence)
    return `it helped in ${helped} of ${runs} runs, where ${Math.round(rule.minConfidence * 100)} % are asked`;
  if (forecast && runs < provenAfter) return `it would act on a forecast, and ran ${runs} of ${provenAfter} times that would prove it`;
  return undefined;
};
