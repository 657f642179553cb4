/** The policy the model escalates by, and what of it people and operators change while it runs. All times are multiples of five minutes, so that they meet. */

import type { EscalatePolicy } from '#functions/escalate/ports.ts';
import {
  escalationSchema,
  type MaintenancePolicy,
  maintenanceSchema,
  peopleSchema,
  type RoutesPolicy,
  routesSchema,
  type SchedulesPolicy,
  schedulesSchema,
} from '#kernel/policy.ts';

export const minute = 60_000;

/** Minutes. */
export const waits = { new: 15, escalated: 5, critical: 10, acknowledgement: 20, maintenance: 10, silence: 10 } as const;
export const repeats = 1;

/** Who can be on call. */
export type OnCall = 'robin' | 'kim';

/** Who is due at a level, by a reading of the policy that shares no code with the steps. */
export const due = (level: 'new' | 'escalated' | 'critical', onCall: OnCall): readonly string[] =>
  ({ new: [onCall], escalated: [onCall, 'sam'], critical: ['alex', 'sam'] })[level];

const escalation = escalationSchema.parse({
  policies: {
    'on-call': {
      new: { notify: ['schedule:primary'], channels: ['pager'], waitMinutes: waits.new },
      escalated: { notify: ['schedule:primary', 'sam'], channels: ['pager'], waitMinutes: waits.escalated },
      critical: { notify: ['team:shop'], channels: ['pager'], waitMinutes: waits.critical, repeats },
      acknowledgementMinutes: waits.acknowledgement,
    },
  },
});

const people = peopleSchema.parse({
  people: { alex: {}, sam: {}, robin: {}, kim: {} },
  teams: { shop: { members: { alex: 'admin', sam: 'responder', kim: 'viewer' } } },
});

const routes: RoutesPolicy = routesSchema.parse({ route: { groupBy: ['service.namespace'], escalation: 'on-call' }, resolveTimeout: '5m' });

const scheduleOf = (onCall: OnCall): SchedulesPolicy =>
  schedulesSchema.parse({
    schedules: { primary: { layers: [{ name: 'weeks', people: [onCall], start: '2025-01-01T00:00' }] } },
  });

/** Maintenance covers the payment service only, for one window from this time on. */
const maintenanceFrom = (from: number | undefined): MaintenancePolicy =>
  maintenanceSchema.parse({
    windows:
      from === undefined
        ? []
        : [
            {
              name: 'database',
              matchers: ['service.name="payment"'],
              start: new Date(from).toISOString().slice(0, 16),
              duration: `${waits.maintenance}m`,
            },
          ],
  });

const kept = new Map<string, EscalatePolicy>();

/** The policy as it stands. */
export const policyAt = (onCall: OnCall, maintenanceStart: number | undefined): EscalatePolicy => {
  const key = `${onCall} ${maintenanceStart}`;
  const policy = kept.get(key) ?? {
    ...{ routes, escalation, people },
    ...{ schedules: scheduleOf(onCall), maintenance: maintenanceFrom(maintenanceStart) },
  };
  kept.set(key, policy);
  return policy;
};
