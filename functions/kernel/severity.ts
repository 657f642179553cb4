/** How bad a condition is, and how severities compare. */

/** The worst first. */
export const severities = ['critical', 'warning', 'info'] as const;

/** `critical`: security incident, system failure, SLA breach. `warning`: degradation, capacity, minor error. `info`: routine. */
export type Severity = (typeof severities)[number];

/** Rank for sorting: 0 is the worst. */
export const severityRank = (severity: Severity): number => severities.indexOf(severity);

/** The worse of two severities. */
export const worst = (a: Severity, b: Severity): Severity => (severityRank(a) <= severityRank(b) ? a : b);

/** What operators' rules and findings may say. */
export const categories = [
  'security_incident',
  'resource_exhaustion',
  'dependency_failure',
  'hardware',
  'network',
  'configuration',
  'data_loss',
  'performance',
  'deployment',
  'routine',
] as const;

/** What kind of trouble a finding speaks of. */
export type Category = (typeof categories)[number];
