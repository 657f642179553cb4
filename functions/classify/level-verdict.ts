/** The verdict when nothing else has one: what the sender itself thought of the message. */
import type { Verdict } from '#kernel/verdict.ts';

const fatal: Verdict = {
  severity: 'critical',
  category: 'performance',
  confidence: 0.6,
  source: 'level',
  reason: 'No rule knows this message; its sender calls it fatal.',
};
const error: Verdict = {
  severity: 'warning',
  category: 'performance',
  confidence: 0.5,
  source: 'level',
  reason: 'No rule knows this message; its sender calls it an error.',
};
const routine: Verdict = {
  severity: 'info',
  category: 'routine',
  confidence: 0.6,
  source: 'level',
  reason: 'No rule knows this message; its sender calls it less than an error.',
};

/** By OpenTelemetry severity number: 21 and above fatal, 17 and above an error; 0 (unspecified) is routine. */
export const levelVerdict = (severityNumber: number): Verdict => (severityNumber >= 21 ? fatal : severityNumber >= 17 ? error : routine);
