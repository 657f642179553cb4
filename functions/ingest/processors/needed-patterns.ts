/** What rules need of an engine of regular expressions, and whether a policy needs one at all. */
import { ConfigError } from '#kernel/errors.ts';
import type { ProcessorsPolicy } from '#kernel/policy.ts';

/** Ready-made patterns; InputError for one that is none. */
export interface PatternEngine {
  /** Whether a value matches from beginning to end. */
  readonly pattern: (source: string) => (value: string) => boolean;
  /** The named groups of the first place that matches. */
  readonly extraction: (source: string) => (text: string) => ReadonlyMap<string, string> | undefined;
}

const missing = (): never => {
  throw new ConfigError('The policy has patterns, and nothing was loaded to match them.', { reason: 'policy' });
};

/** For a policy without patterns. */
export const noEngine: PatternEngine = { pattern: missing, extraction: missing };

/** Whether any rule has a pattern. */
export const needsPatterns = ({ derive, attributes, compliance, drop, sample }: ProcessorsPolicy): boolean =>
  attributes.some(({ action }) => action === 'extract') ||
  [...derive, ...attributes, ...compliance, ...drop, ...sample].some(({ match }) => match?.matches !== undefined);
