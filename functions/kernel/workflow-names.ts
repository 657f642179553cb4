/** Under which names workflows are started: derived from their cause, so that a repeat cannot start one twice. */
import { idFrom } from './fingerprint.ts';

/** The escalation of an incident; each time it is opened again it has another. Its steps tell by the name whether it is the one that speaks. */
export const escalationName = (incidentId: string, reopenCount = 0): string =>
  reopenCount === 0 ? incidentId : `${incidentId}-again-${reopenCount}`;

/** The remediation of one alert of an incident. */
export const remediationName = (incidentId: string, fingerprint: string): string => `rem-${idFrom(incidentId, fingerprint)}`;
