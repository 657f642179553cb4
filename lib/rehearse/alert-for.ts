/** The trouble a runbook is for: a finding that its rule matches, with labels its patterns let pass. */
import { labelSources } from '#functions/remediate/parameters.ts';
import type { Finding } from '#kernel/finding.ts';
import { fingerprint, idFrom, type Labels } from '#kernel/fingerprint.ts';
import type { RemediationRule } from '#kernel/policy.ts';
import { sampleText } from './sample-text.ts';

type Source = Exclude<RemediationRule['parameters'][string], string>;

const fits =
  ({ type, min, max, maxLength }: Source) =>
  (text: string): boolean => {
    if (text.length > maxLength) return false;
    if (type === 'text') return true;
    const number = Number(text);
    return Number.isFinite(number) && number >= (min ?? number) && number <= (max ?? number);
  };

/** Those of the rule's first example that runs; else what the rule asks of labels, or the label for whose pattern no value is known. */
const labelsFor = (rule: RemediationRule): { readonly labels: Labels } | { readonly unknown: string } => {
  const example = rule.examples.find(({ expect }) => expect === 'run')?.alert.labels;
  const labels: Record<string, string> = {
    ...{ alertname: `rehearsal of ${rule.name}`, 'service.name': rule.match.dependsOn ?? 'payment' },
    ...{ 'service.namespace': 'shop', 'deployment.environment.name': 'production' },
    ...(example ?? rule.match.labels),
  };
  if (example !== undefined) return { labels };
  for (const source of labelSources(rule)) {
    if (Object.hasOwn(rule.match.labels, source.label)) continue;
    const value = sampleText(source.pattern, fits(source));
    if (value === undefined) return { unknown: source.label };
    labels[source.label] = value;
  }
  return { labels };
};

/** Of forecasts without a horizon. */
const hourMs = 3_600_000;
const usualHorizonHours = 24;

/** Evidence of the trouble, each time another finding. */
export type Trouble = (at: number, status: Finding['status']) => Finding;

/** The trouble of each run: alike, and yet another alert. Or the label for whose pattern no value is known. */
export const troubleFor = (rule: RemediationRule): { readonly trouble: (ordinal: number) => Trouble } | { readonly unknown: string } => {
  const found = labelsFor(rule);
  return 'unknown' in found ? found : { trouble: (ordinal) => troubleWith({ ...found.labels, rehearsal: String(ordinal) }, rule) };
};

const troubleWith = (labels: Labels, rule: RemediationRule): Trouble => {
  const { kinds, severity, category = 'performance', horizonHours = usualHorizonHours } = rule.match;
  const [kind = 'event'] = kinds;
  return (at, status) => ({
    id: `rehearsal-${idFrom(rule.name, status, String(at))}`,
    ...{ kind, status, category, confidence: 1, fingerprint: fingerprint(labels), labels },
    // What is merely of interest is archived, and starts nothing.
    severity: severity === 'info' ? 'warning' : severity,
    title: `Rehearsal of ${rule.name}`,
    reason: 'What the runbook is for, made for its rehearsal.',
    ...{ startsAt: at, lastSeenAt: at, receivedAt: at },
    ...(kind === 'forecast' ? { expectedAt: at + (horizonHours * hourMs) / 2 } : {}),
    source: 'rehearsal',
    evidence: { signals: [], count: 1 },
  });
};
