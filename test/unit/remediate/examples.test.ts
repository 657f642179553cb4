import { expect, it } from 'vitest';
import { exampleMistakes } from '#functions/remediate/examples.ts';
import type { RemediationRule } from '#kernel/policy.ts';
import { compilePolicy } from '#lib/policy/compile-policy.ts';

const shipped = compilePolicy('policy');
const [restart, cleanUp] = shipped.remediations.rules as [RemediationRule, RemediationRule];
const labels = { 'service.name': 'payment', 'deployment.environment.name': 'production' };
const alert = { labels, confidence: 1, calls: [] };
const given = { service: 'payment', environment: 'production' };

type Example = RemediationRule['examples'][number];

const mistakes = (examples: readonly Example[], changed: Partial<RemediationRule> = {}, before: readonly RemediationRule[] = []) =>
  exampleMistakes({
    ...shipped,
    remediations: { ...shipped.remediations, rules: [...before, { ...restart, ...changed, examples: [...examples] }] },
  });

it('the shipped rules keep theirs, of every kind', () => {
  expect(exampleMistakes(shipped)).toEqual([]);
  for (const { examples } of [restart, cleanUp])
    expect(examples.map((each) => each.expect)).toEqual(expect.arrayContaining(['run', 'pass']));
});

it.each<[string, Example, string]>([
  ['other parameters', { alert, expect: 'run', parameters: { service: 'payment' } }, 'the runbook is given'],
  ['another undo', { alert, expect: 'run', parameters: given, undo: { service: 'checkout' } }, 'taking it back is given'],
  ['a refusal that is none', { alert, expect: 'refuse' }, 'it is run, and should be refused'],
  ['an alert it should leave alone', { alert, expect: 'pass' }, 'the rule is for it, and should not be'],
  ['an alert it is not for', { alert: { ...alert, severity: 'warning' }, expect: 'run', parameters: given }, 'the rule is not for it'],
  ['an alert less sure', { alert: { ...alert, confidence: 0.59 }, expect: 'run', parameters: given }, 'the rule is not for it'],
  [
    'an alert of another category',
    { alert: { ...alert, category: 'network' }, expect: 'run', parameters: given },
    'the rule is not for it',
  ],
  [
    'a value that is refused',
    { alert: { ...alert, labels: { 'service.name': 'payment' } }, expect: 'run', parameters: given },
    'has no label',
  ],
])('says what is wrong with an example of %s', (_, example, mistake) => {
  expect(mistakes([example])).toEqual([expect.stringContaining(`restart-payment.examples.0: `)]);
  expect(mistakes([example])[0]).toContain(mistake);
});

it('names the rule that comes first', () => {
  const example: Example = { alert, expect: 'run', parameters: given };
  expect(mistakes([example], {}, [{ ...restart, name: 'earlier', examples: [] }])).toEqual([
    'restart-payment.examples.0: rule earlier comes first',
  ]);
});

it('knows what a service calls from the example', () => {
  const match = { ...restart.match, labels: {}, dependsOn: 'database' };
  const example = (calls: string[]): Example => ({ alert: { ...alert, calls }, expect: 'run', parameters: given });
  expect(mistakes([example(['database'])], { match })).toEqual([]);
  expect(mistakes([example(['cache'])], { match })).toEqual(['restart-payment.examples.0: the rule is not for it']);
});

it('knows when a forecast is due', () => {
  const match = { ...restart.match, kinds: ['forecast' as const], horizonHours: 12 };
  const due = (hours: number | undefined): Example => ({
    alert: { ...alert, ...(hours === undefined ? {} : { hours }) },
    expect: 'run',
    parameters: given,
  });
  expect(mistakes([due(12), due(undefined)], { match })).toEqual([]);
  expect(mistakes([due(13)], { match })).toEqual(['restart-payment.examples.0: the rule is not for it']);
});
