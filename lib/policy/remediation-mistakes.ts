/** What is wrong in rules of remediations.yaml that the schema cannot see: targets nobody declared, nobody to ask, patterns that are none. */
import type { Policy, RemediationRule } from '#kernel/policy.ts';
import { patternOf } from '#kernel/routing/patterns.ts';

const file = 'policy/remediations.yaml: ';

const isPattern = (source: string): boolean => {
  try {
    patternOf(source);
    return true;
  } catch {
    return false;
  }
};

const patternMistakes = (where: string, parameters: RemediationRule['parameters'], what = 'parameters'): readonly string[] =>
  Object.entries(parameters)
    .filter(([, parameter]) => typeof parameter !== 'string' && !isPattern(parameter.pattern))
    .map(([name]) => `${where}${what}.${name}: the pattern is not a regular expression`);

const ruleMistakes = ({ name, target, parameters, undo, verify, approval }: RemediationRule, { targets }: Policy['remediations']) => [
  ...(targets[target] === undefined ? [`${file}${name}: target "${target}" is not declared under targets`] : []),
  ...patternMistakes(`${file}${name}.`, parameters),
  ...(undo !== undefined && 'template' in undo ? patternMistakes(`${file}${name}.undo.`, undo.parameters) : []),
  ...patternMistakes(`${file}${name}.verify.metric.`, verify.metric?.labels ?? {}, 'labels'),
  ...(approval.required && (approval.channels.length === 0 || approval.notify.length === 0)
    ? [`${file}${name}.approval: somebody must be asked: notify and channels are needed`]
    : []),
];

/** One line a mistake, with its place. */
export const remediationMistakes = (
  remediations: Policy['remediations'],
  unknownChannels: (where: string, used: readonly string[]) => readonly string[],
): readonly string[] =>
  remediations.rules.flatMap((rule) => [
    ...unknownChannels(`${file}${rule.name}.approval`, rule.approval.channels),
    ...ruleMistakes(rule, remediations),
  ]);
