/** Colours, where the output is a terminal. */
import { createColors } from 'picocolors';
import type { TimelineKind } from '#kernel/incident.ts';
import type { Severity } from '#kernel/severity.ts';

/** Colours by meaning; each returns the text as it is where there are none. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  severity(severity: Severity, text: string): string;
  kind(kind: TimelineKind, text: string): string;
}

const good: ReadonlySet<TimelineKind> = new Set(['acknowledged', 'resolved', 'remediation_verified', 'approval_approved']);
const bad: ReadonlySet<TimelineKind> = new Set([
  'escalated',
  'unanswered',
  'remediation_failed',
  'notification_failed',
  'acknowledgement_stale',
]);

/** Colours for this stream: on a terminal only, and never when NO_COLOR is set (https://no-color.org). */
export const paintFor = (stream: { readonly isTTY?: boolean }): Paint => {
  const colours = createColors(stream.isTTY === true && (process.env['NO_COLOR'] ?? '') === '');
  return {
    bold: colours.bold,
    dim: colours.dim,
    good: colours.green,
    bad: colours.red,
    severity: (severity, text) => (severity === 'critical' ? colours.red(text) : severity === 'warning' ? colours.yellow(text) : text),
    kind: (kind, text) => (good.has(kind) ? colours.green(text) : bad.has(kind) ? colours.red(text) : text),
  };
};
