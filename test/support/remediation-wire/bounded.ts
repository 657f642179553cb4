/** Rules of which several runs are played: what the first has done bounds those that follow. */
import type { Journey } from './journey.ts';
import { restart } from './journeys.ts';
import { rejects } from './people.ts';

const verified = { endsIn: 'Done and verified', jobs: ['run successful'] } as const;
const fromLabel = (label: string) => ({ label, pattern: '[a-z0-9-]{1,40}' });

/** Each with a second run that is held back, and by which words. */
export const limits: readonly {
  readonly journey: Journey;
  readonly secondLabels?: Readonly<Record<string, string>>;
  readonly says: RegExp;
}[] = [
  {
    journey: { name: 'an hour', rule: { limits: { perHour: 1 } }, ...verified },
    says: /Runbook \S+ ran 1 times within an hour, which is the limit\. Nothing was changed\./,
  },
  {
    journey: {
      name: 'a service and hour',
      rule: {
        limits: { perServicePerHour: 1 },
        parameters: { kind: fromLabel('alertname'), place: fromLabel('deployment.environment.name') },
      },
      ...verified,
    },
    secondLabels: { alertname: 'another' },
    says: /Runbook \S+ for \S+ ran 1 times within an hour/,
  },
  {
    journey: {
      name: 'a share of the fleet',
      rule: { limits: { fleet: { parameter: 'place', size: 3, share: 0.5 } }, cooldownMinutes: 10 },
      ...verified,
    },
    says: /1 of 3 by place were already acted on/,
  },
];

/** The same parameters, whatever the place. */
export const cooling: Journey = { name: 'cools down', rule: { parameters: { what: 'everything' }, cooldownMinutes: 10 }, ...verified };

/** Runs before anything is wrong once it has shown that it helps. */
export const earning: Journey = {
  name: 'has to earn it',
  rule: { match: { kinds: ['event', 'forecast'] } },
  when: { 'Wait for approval': rejects },
  ...verified,
};

export const losing: Journey = {
  name: 'loses it',
  rule: { minConfidence: 0.9 },
  when: { 'Wait for approval': rejects },
  lasts: true,
  ...verified,
};

/** Stands long enough where it calls nothing of AWS. */
const remembering: Journey = {
  name: 'is remembered at the third attempt',
  ...{ rule: restart, faults: [{ at: 'Remember how it was', kind: 'down', times: 2 }], endsIn: 'Done and verified', jobs: [] },
};

export const bounded: readonly Journey[] = [remembering, ...limits.map(({ journey }) => journey), cooling, earning, losing];
