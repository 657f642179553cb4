/** What another system's judgement means here: the operators' rules for events, then the source's own word, then the rules for messages. */
import type { ClassificationPolicy } from '#kernel/policy.ts';
import type { Severity } from '#kernel/severity.ts';
import type { EventSignal } from '#kernel/signal.ts';
import type { Verdict } from '#kernel/verdict.ts';
import { maskMessage } from './mask.ts';
import type { Rules } from './rules.ts';

type EventRule = ClassificationPolicy['events'][number];

/** How bad the words of Prometheus' rules, PagerDuty, Sentry, Datadog, Grafana, syslog and Kubernetes are. */
const severityOf: ReadonlyMap<string, Severity> = new Map([
  ...['critical', 'crit', 'fatal', 'emergency', 'emerg', 'alert', 'panic', 'page', 'disaster', 'failure', 'p1', 'sev1', 'high'].map(
    (word) => [word, 'critical'] as const,
  ),
  ...['error', 'err', 'warning', 'warn', 'major', 'minor', 'average', 'medium', 'ticket', 'p2', 'p3', 'sev2', 'sev3'].map(
    (word) => [word, 'warning'] as const,
  ),
  ...[
    'info',
    'information',
    'informational',
    'notice',
    'normal',
    'none',
    'ok',
    'okay',
    'success',
    'low',
    'debug',
    'p4',
    'p5',
    'sev4',
    'sev5',
  ].map((word) => [word, 'info'] as const),
]);

const textOf = ({ name, message }: EventSignal): string => (message === undefined ? name : `${name}: ${message}`);

const matches = ({ match }: EventRule, event: EventSignal, text: string): boolean =>
  (match.source === undefined || match.source === event.source) &&
  (match.severityText === undefined || match.severityText.includes((event.severityText ?? '').toLowerCase())) &&
  (match.anyOf === undefined || match.anyOf.some((phrase) => text.includes(phrase.toLowerCase())));

/** The verdict on one event. */
export const eventVerdict = (event: EventSignal, policy: ClassificationPolicy, rules: Rules): Verdict => {
  const text = textOf(event).slice(0, 2000);
  const rule = policy.events.find((each) => matches(each, event, text.toLowerCase()));
  if (rule !== undefined) {
    const { severity, category, confidence, reason } = rule;
    return { severity, category, confidence, source: `event-rule/${rule.name}`, reason };
  }
  const word = severityOf.get((event.severityText ?? '').trim().toLowerCase());
  const said = `${event.source} calls it ${word}.`;
  if (word === 'info') return { severity: word, category: 'routine', confidence: 0.9, source: `event/${event.source}`, reason: said };
  // The rules for messages say what kind of trouble it is; how bad it is, the source knows better.
  const known = rules.decide({ masked: maskMessage(text), severityNumber: 17, resource: event.resource.attributes });
  if (word === undefined) {
    const reason = `${event.source} does not say how bad it is.`;
    return known ?? { severity: 'warning', category: 'performance', confidence: 0.5, source: `event/${event.source}`, reason };
  }
  const category = known?.category ?? 'performance';
  return { severity: word, category, confidence: 0.9, source: `event/${event.source}`, reason: said };
};
