/** Under which names workflows are started: derived from their cause, so that a repeat cannot start one twice. */
import { idFrom } from './fingerprint.ts';

/** The escalation of an incident. */
export const escalationName = (incidentId: string): string => incidentId;

/** The remediation of one alert of an incident. */
export const remediationName = (incidentId: string, fingerprint: string): string => `rem-${idFrom(incidentId, fingerprint)}`;
