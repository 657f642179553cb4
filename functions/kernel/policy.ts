/** What operators write, in YAML under `policy/`: one schema a file, defaults included. `cdk synth` checks and compiles them into each function's asset. */
import * as z from 'zod';
import { channelsSchema } from './policy/channels.ts';
import { classificationSchema } from './policy/classification.ts';
import { correlationSchema } from './policy/correlation.ts';
import { detectionSchema } from './policy/detection.ts';
import { escalationSchema } from './policy/escalation.ts';
import { maintenanceSchema } from './policy/maintenance.ts';
import { peopleSchema } from './policy/people.ts';
import { processorsSchema } from './policy/processors.ts';
import { providersSchema } from './policy/providers.ts';
import { rehearsalsSchema } from './policy/rehearsals.ts';
import { remediationsSchema } from './policy/remediations.ts';
import { routesSchema } from './policy/routes.ts';
import { schedulesSchema } from './policy/schedules.ts';
import { topologySchema } from './policy/topology.ts';

export {
  channelsSchema,
  classificationSchema,
  correlationSchema,
  detectionSchema,
  escalationSchema,
  maintenanceSchema,
  peopleSchema,
  providersSchema,
  remediationsSchema,
  routesSchema,
  schedulesSchema,
  topologySchema,
};

/** One key a file of `policy/`. */
export const policySchema = z.strictObject({
  classification: classificationSchema,
  detection: detectionSchema,
  routes: routesSchema,
  correlation: correlationSchema,
  topology: topologySchema,
  escalation: escalationSchema,
  people: peopleSchema,
  schedules: schedulesSchema,
  maintenance: maintenanceSchema,
  channels: channelsSchema,
  remediations: remediationsSchema,
  rehearsals: rehearsalsSchema.prefault({}),
  processors: processorsSchema,
  providers: providersSchema,
});

/** All of `policy/`, checked. */
export type Policy = z.infer<typeof policySchema>;
export type ClassificationPolicy = Policy['classification'];
export type DetectionPolicy = Policy['detection'];
export type RoutesPolicy = Policy['routes'];
export type CorrelationPolicy = Policy['correlation'];
export type TopologyPolicy = Policy['topology'];
export type PeoplePolicy = Policy['people'];
export type ProcessorsPolicy = Policy['processors'];
export type SanitisePolicy = ProcessorsPolicy['sanitise'];
export type SignalLimits = ProcessorsPolicy['limits'];
export type AttributeAction = ProcessorsPolicy['attributes'][number];
export type SignalMatch = ProcessorsPolicy['drop'][number]['match'];
export type SchedulesPolicy = Policy['schedules'];
export type MaintenancePolicy = Policy['maintenance'];
export type ChannelsPolicy = Policy['channels'];
export type ProvidersPolicy = Policy['providers'];
export type EscalationPolicy = Policy['escalation']['policies'][string];
export type RemediationRule = Policy['remediations']['rules'][number];
