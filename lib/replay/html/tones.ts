/** Which colour stands for what. */
import type { TimelineKind } from '#kernel/incident.ts';
import type { Severity } from '#kernel/severity.ts';
import type { Tone } from './model.ts';

export const severityTone: Readonly<Record<Severity, Tone>> = { critical: 'critical', warning: 'warning', info: 'info' };

const bad: ReadonlySet<TimelineKind> = new Set(['severity_raised', 'escalated', 'unanswered', 'notification_failed', 'remediation_failed']);
const mixed: ReadonlySet<TimelineKind> = new Set(['opened', 'alert_joined', 'acknowledgement_stale', 'approval_expired', 'suppressed']);
const good: ReadonlySet<TimelineKind> = new Set(['alert_resolved', 'resolved', 'remediation_verified']);
const byPeople: ReadonlySet<TimelineKind> = new Set(['acknowledged', 'approval_approved', 'approval_rejected']);

export const decisionTone = (kind: TimelineKind): Tone => {
  if (bad.has(kind)) return 'critical';
  if (mixed.has(kind)) return 'warning';
  if (good.has(kind)) return 'good';
  return byPeople.has(kind) ? 'person' : 'accent';
};
