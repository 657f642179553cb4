/** What operators write, in YAML under `policy/`: one schema a file, defaults included. `cdk synth` checks and compiles them into each function's asset. */
import * as z from 'zod';
import { categories, severities } from './severity.ts';

const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower-case letters, digits and dashes');
const minutes = z
  .number()
  .positive()
  .max(7 * 24 * 60);
const phrases = z.array(z.string().min(2)).min(1);

/** `classification.yaml`: ordered rules; the first that matches decides. Phrases, compared without case: no pattern engine meets attackers' text. */
export const classificationSchema = z.strictObject({
  rules: z.array(
    z.strictObject({
      name,
      match: z.strictObject({
        /** At least one of these phrases is in the masked message. */
        anyOf: phrases.optional(),
        /** All of them are. */
        allOf: phrases.optional(),
        /** None of them is. */
        noneOf: phrases.optional(),
        /** OpenTelemetry severity number at least: 9 info, 13 warn, 17 error, 21 fatal. */
        minSeverityNumber: z.number().int().min(1).max(24).optional(),
        /** Equal resource attributes. */
        resource: z.record(z.string(), z.string()).optional(),
      }),
      severity: z.enum(severities),
      category: z.enum(categories),
      confidence: z.number().min(0).max(1).default(0.9),
      reason: z.string().min(1).max(300),
      /** Each rule proves itself: a message it must match and one it must not. */
      examples: z.strictObject({ matches: z.string(), differs: z.string() }),
    }),
  ),
});

/** `detection.yaml`: when a series is worth a finding. */
export const detectionSchema = z.strictObject({
  /** Consecutive anomalous samples that open an alert, and normal ones that close it. */
  alarmAfter: z.number().int().min(1).default(2),
  clearAfter: z.number().int().min(1).default(4),
  /** Metric names not looked at (exact, or a prefix ending in `*`). */
  ignore: z.array(z.string()).default([]),
  /** Upper bound of series kept per resource; more are counted, not scored. */
  maxSeriesPerResource: z.number().int().min(1).default(500),
  severity: z.enum(severities).default('warning'),
});

/** `routes.yaml`: the first route whose matchers all agree takes the alert; `default` must be there. */
export const routesSchema = z.strictObject({
  routes: z
    .array(
      z.strictObject({
        name,
        /** Equal labels; empty matches everything. */
        match: z.record(z.string(), z.string()).default({}),
        /** Labels whose values make the group key. */
        groupBy: z.array(z.string()).min(1),
        /** Name of the escalation policy for critical incidents. */
        escalation: name,
      }),
    )
    .min(1)
    .refine((routes) => Object.keys(routes.at(-1)?.match ?? { none: '' }).length === 0, 'the last route must match everything'),
  /** An alert not seen for this long is taken as resolved (Alertmanager's resolve_timeout). */
  resolveTimeoutMinutes: minutes.default(5),
});

const step = z.strictObject({
  /** Who hears at this level. */
  notify: z.array(z.string().min(1)).min(1),
  channels: z.array(name).min(1),
  /** How long this level waits for an answer before the next. */
  waitMinutes: minutes,
});

/** `escalation.yaml`: for each policy, what happens at each level. */
export const escalationSchema = z.strictObject({
  policies: z.record(
    name,
    z.strictObject({
      new: step,
      escalated: step,
      /** The last level repeats every `waitMinutes`, `repeats` times, then ends unanswered. */
      critical: step.extend({ repeats: z.number().int().min(0).max(100).default(12) }),
      /** An acknowledgement without a resolution goes stale after this. */
      acknowledgementMinutes: minutes.default(60),
    }),
  ),
});

/** `channels.yaml`: where notifications go. */
export const channelsSchema = z.strictObject({
  channels: z.array(
    z.discriminatedUnion('kind', [
      z.strictObject({ name, kind: z.literal('console') }),
      z.strictObject({ name, kind: z.literal('webhook'), url: z.url({ protocol: /^https$/ }) }),
    ]),
  ),
});

/** `remediations.yaml`: rules and the systems they act on. */
export const remediationsSchema = z.strictObject({
  targets: z.strictObject({ awx: z.strictObject({ url: z.url({ protocol: /^https$/ }) }).optional() }),
  rules: z.array(
    z.strictObject({
      name,
      /** In a responder's words. */
      description: z.string(),
      match: z.strictObject({
        category: z.enum(categories).optional(),
        severity: z.enum(severities).default('critical'),
        labels: z.record(z.string(), z.string()).default({}),
      }),
      target: z.literal('awx'),
      /** The runbook there: for AWX the job template's numeric id. */
      template: z.string().regex(/^[0-9]{1,9}$/),
      /** Parameters: fixed text, or a label of the alert with the pattern its value must match entirely. */
      parameters: z.record(z.string(), z.union([z.string(), z.strictObject({ label: z.string(), pattern: z.string() })])).default({}),
      approval: z.strictObject({
        required: z.boolean(),
        expiresMinutes: minutes.default(60),
        notify: z.array(z.string()).default([]),
        channels: z.array(name).default([]),
      }),
      cooldownMinutes: minutes.default(30),
      /** After the job, wait this long, then look whether the alert still fires. */
      verifyAfterMinutes: minutes.default(2),
      /** How long the job may take. */
      timeoutMinutes: minutes.default(10),
    }),
  ),
});

/** One key a file of `policy/`. */
export const policySchema = z.strictObject({
  classification: classificationSchema,
  detection: detectionSchema,
  routes: routesSchema,
  escalation: escalationSchema,
  channels: channelsSchema,
  remediations: remediationsSchema,
});

/** All of `policy/`, checked, plus the version that cached verdicts are kept under. */
export type Policy = z.infer<typeof policySchema>;
export type ClassificationPolicy = Policy['classification'];
export type DetectionPolicy = Policy['detection'];
export type RoutesPolicy = Policy['routes'];
export type EscalationPolicy = Policy['escalation']['policies'][string];
export type RemediationRule = Policy['remediations']['rules'][number];
