/** The operators' rules: ordered phrases, compared without case in the masked message. The first rule that matches decides. */
import type { ClassificationPolicy } from '#kernel/policy.ts';
import type { Attributes } from '#kernel/resource.ts';
import { attributeText } from '#kernel/resource.ts';
import type { Verdict } from '#kernel/verdict.ts';
import { maskMessage } from './mask.ts';
import { phraseFinder } from './phrases.ts';

type Rule = ClassificationPolicy['rules'][number];

/** What rules look at of a message. */
interface RuleInput {
  /** The masked message. */
  readonly masked: string;
  /** The evidence beside it, in words. */
  readonly evidence?: string;
  readonly severityNumber: number;
  readonly resource: Attributes;
}

/** The rules, ready to decide. */
export interface Rules {
  /** The verdict of the first rule that matches, source `rule/<name>`; undefined when none does. */
  decide(asked: RuleInput): Verdict | undefined;
  /**
   * Which phrases of all rules a masked message has: two with the same, at the same level and of like resources, are decided alike. Kinds widen; a verdict
   * must not reach a message that a rule would tell apart.
   */
  phrasesIn(masked: string): string;
  /** Levels that rules ask for at least. */
  readonly levels: readonly number[];
  /** Resource attributes that rules look at: verdicts depend on these. */
  readonly attributes: readonly string[];
}

/** A phrase is masked as messages are, so that one with a number in it can be found; one of nothing but what is masked would be found everywhere. */
const phrase = (text: string): string => {
  const masked = maskMessage(text).toLowerCase();
  return masked.replaceAll(/<[a-z]+>/g, '').trim() === '' ? text.toLowerCase() : masked;
};

const compile = (rule: Rule) => {
  const { anyOf, allOf = [], noneOf = [], minSeverityNumber = 0, resource = {} } = rule.match;
  const any = anyOf?.map(phrase);
  const all = allOf.map(phrase);
  const none = noneOf.map(phrase);
  const wanted = Object.entries(resource);
  const verdict: Verdict = {
    severity: rule.severity,
    category: rule.category,
    confidence: rule.confidence,
    source: `rule/${rule.name}`,
    reason: rule.reason,
  };
  const matches = (found: ReadonlySet<string>, asked: RuleInput): boolean =>
    asked.severityNumber >= minSeverityNumber &&
    (any === undefined || any.some((each) => found.has(each))) &&
    all.every((each) => found.has(each)) &&
    !none.some((each) => found.has(each)) &&
    wanted.every(([name, value]) => attributeText(asked.resource, name) === value);
  return { matches, verdict, phrases: [...(any ?? []), ...all, ...none] };
};

/** Phrases are masked once, not for every message. */
export const compileRules = (policy: ClassificationPolicy): Rules => {
  const compiled = policy.rules.map(compile);
  const find = phraseFinder(compiled.flatMap(({ phrases }) => phrases));
  const attributes = new Set(policy.rules.flatMap((rule) => Object.keys(rule.match.resource ?? {})));
  return {
    decide: (asked) => {
      const message = (
        asked.evidence === undefined || asked.evidence === '' ? asked.masked : `${asked.masked} ${asked.evidence}`
      ).toLowerCase();
      const found = find(message);
      return compiled.find((rule) => rule.matches(found, asked))?.verdict;
    },
    phrasesIn: (masked) => [...find(masked.toLowerCase())].sort().join('|'),
    levels: policy.rules.flatMap(({ match }) => match.minSeverityNumber ?? []),
    attributes: [...attributes].sort(),
  };
};
