/** Alerts that need one response, and the written record of what was decided about them. */
import type { Category, Severity } from './severity.ts';

/** From the lowest to the highest. */
export const escalationLevels = ['new', 'escalated', 'critical'] as const;
export type EscalationLevel = (typeof escalationLevels)[number];
/** `acknowledged` means that a person takes care of it. */
export type IncidentStatus = 'open' | 'acknowledged' | 'resolved';

/** From 1, the most pressing, to 4. */
export type Priority = 1 | 2 | 3 | 4;

/** What is open for one group until it is resolved. */
export interface Incident {
  readonly id: string;
  readonly status: IncidentStatus;
  readonly severity: Severity;
  readonly category: Category;
  readonly escalationLevel: EscalationLevel;
  /** What is likeliest wrong: the title of the worst alert of the likeliest cause. */
  readonly title: string;
  /** 1 is what business stops for; from severity, tier of the services and how many are affected. Absent in incidents of older versions. */
  readonly priority?: Priority;
  /** The service that is likeliest the cause, and how many of the affected ones depend on it. */
  readonly cause?: { readonly service: string; readonly explains: number; readonly affected: number };
  /** Name of the route that opened it, and route + group-by values. */
  readonly route: string;
  /** Name of the escalation policy it follows; absent in incidents of older versions. */
  readonly escalation?: string;
  /** `Group.key`, for people: two groups may print alike. */
  readonly groupKey: string;
  /** `Group.id`: what it claims, so that later findings of the group join it. */
  readonly groupId: string;
  readonly groupLabels: Readonly<Record<string, string>>;
  /** Fingerprints of its alerts, in order of joining. */
  readonly alerts: readonly string[];
  /** Milliseconds since the epoch. */
  readonly openedAt: number;
  readonly updatedAt: number;
  readonly acknowledgedAt?: number;
  readonly acknowledgedBy?: string;
  readonly resolvedAt?: number;
  readonly resolvedBy?: string;
  /** The incident that its alerts belong to since a person merged it into that one; it is `resolved` itself. */
  readonly mergedInto?: string;
  /** The merge that it is about to end by: of two that are merged into each other at once, one sees the other's. */
  readonly merging?: { readonly into: string; readonly causeId: string; readonly at: number };
  /** What people said it has to do with other incidents. */
  readonly links?: readonly IncidentLink[];
  /** How often it was opened again after a resolution, and when last; absent when it never was. */
  readonly reopenCount?: number;
  readonly reopenedAt?: number;
  /** The critical alert that joined last while somebody takes care: they are to hear of it. Gone with the acknowledgement. */
  readonly growth?: { readonly causeId: string; readonly title: string };
  /** Whether the escalation workflow was started for it. */
  readonly escalating: boolean;
  /** For optimistic concurrency; 1 on first write. */
  readonly version: number;
}

/** How one incident relates to another, and the other's side of it. */
const incidentRelations = ['caused_by', 'cause_of', 'duplicate_of', 'duplicated_by', 'related'] as const;
export type IncidentRelation = (typeof incidentRelations)[number];

/** One relation, written in both incidents. */
export interface IncidentLink {
  /** The other incident. */
  readonly to: string;
  readonly relation: IncidentRelation;
  readonly by: string;
  readonly reason: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** In the order in which such things follow each other within a moment. */
export const timelineKinds = [
  'opened',
  'alert_joined',
  'severity_raised',
  'cause_named',
  'second_opinion',
  'alert_resolved',
  'linked',
  'merged',
  'split',
  'escalated',
  'notified',
  'notification_failed',
  'suppressed',
  'acknowledged',
  'handed_over',
  'acknowledgement_stale',
  'unanswered',
  'resolved',
  'reopened',
  'remediation_matched',
  'remediation_skipped',
  'remediation_planned',
  'remediation_tried',
  'remediation_weighed',
  'remediation_stopped',
  'remediation_resumed',
  'approval_requested',
  'approval_given',
  'approval_approved',
  'approval_rejected',
  'approval_expired',
  'remediation_snapshot',
  'remediation_launched',
  'remediation_finished',
  'remediation_verified',
  'remediation_undoing',
  'remediation_undone',
  'remediation_failed',
] as const;
export type TimelineKind = (typeof timelineKinds)[number];

/** One decision, with its reason: the timeline and the audit record are made of these. */
export interface TimelineEntry {
  readonly incidentId: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly kind: TimelineKind;
  /** Follows from the cause, so that a repeated step writes the same entry again, not another. */
  readonly causeId: string;
  /** A person's name, or the part of the pipeline that acted: `route`, `escalate`, `remediate`. */
  readonly by: string;
  readonly reason: string;
  readonly detail?: Readonly<Record<string, string | number | boolean>>;
}

/** Every change of an incident that people are told of. */
export const notificationReasons = [
  'incident_opened',
  'reopened',
  'escalated',
  'critical',
  'reminder',
  'acknowledged',
  'alert_joined',
  'acknowledgement_stale',
  'resolved',
  'unanswered',
  'approval_requested',
  'remediation_succeeded',
  'remediation_failed',
] as const;
/** Why a notification was sent. */
export type NotificationReason = (typeof notificationReasons)[number];
