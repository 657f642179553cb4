/** What may be done about a condition: remediations.yaml. */
import * as z from 'zod';
import { findingKinds } from '#kernel/finding.ts';
import { categories, severities } from '#kernel/severity.ts';
import { remediationExample } from './remediation-example.ts';
import { parameters } from './remediation-parameters.ts';
import { remediationTargetsSchema, targetIds, templateForms } from './remediation-targets.ts';
import { verification } from './remediation-verification.ts';
import { minutes, name } from './terms.ts';

/** Which alerts a rule is for; what is not said is not asked. */
const match = z.strictObject({
  category: z.enum(categories).optional(),
  severity: z.enum(severities).default('critical'),
  labels: z.record(z.string(), z.string()).default({}),
  /** Kinds of findings that may begin it; forecasts only where named. */
  kinds: z
    .array(z.enum(findingKinds))
    .min(1)
    .default(findingKinds.filter((kind) => kind !== 'forecast')),
  /** The alert's service, or one that it calls directly or through others, by topology. */
  dependsOn: z.string().max(200).optional(),
  /** Of forecasts: the limit is reached within so many hours, as the median has it. */
  horizonHours: z
    .number()
    .positive()
    .max(24 * 365)
    .optional(),
});

const approval = z.strictObject({
  /** False lets what has earned it go without asking; nobody is asked for a dry run. */
  required: z.boolean(),
  /** How many different people must say yes. */
  approvers: z.number().int().min(1).max(10).default(1),
  expiresMinutes: minutes.default(60),
  notify: z.array(z.string()).default([]),
  channels: z.array(name).default([]),
});

/** The blast radius. */
const limits = z.strictObject({
  /** Launches of this runbook within any hour. */
  perHour: z.number().int().min(1).max(100).default(4),
  /** And of those for one service. */
  perServicePerHour: z.number().int().min(1).max(100).default(2),
  /** Of a fleet of so many, told apart by a parameter, no more than this share within a cooldown; at least one. */
  fleet: z
    .strictObject({ parameter: z.string(), size: z.number().int().min(1).max(100_000), share: z.number().positive().max(1) })
    .optional(),
});

/** How it is taken back: by the target's own means, or by another runbook there that turns this one round. */
const undo = z.union([z.strictObject({ by: z.literal('target') }), z.strictObject({ template: z.string().max(200), parameters })]);

const rule = z
  .strictObject({
    name,
    /** In a responder's words. */
    description: z.string().min(1).max(200),
    match,
    /** Alerts less sure than this are none of its business. Once it has run, this is what it must have been worth: of its runs so sure, so many helped. */
    minConfidence: z.number().min(0).max(1).default(0.5),
    risk: z.enum(['low', 'medium', 'high']).default('high'),
    /** A new rule says what it would do; `run` lets it. */
    mode: z.enum(['dry_run', 'run']).default('dry_run'),
    target: z.enum(targetIds),
    /** The runbook there, in the target's own form. */
    template: z.string().max(200),
    parameters,
    approval,
    /** Whoever wrote the rule cannot approve it. */
    author: z.string().max(100).optional(),
    limits: limits.prefault({}),
    /** In a maintenance window of the alert: `skip` does nothing, `ask` needs a yes, `run` takes no notice. */
    duringMaintenance: z.enum(['skip', 'ask', 'run']).default('skip'),
    cooldownMinutes: minutes.default(30),
    /** After the job, wait this long, then look whether it helped. */
    verifyAfterMinutes: minutes.default(2),
    verify: verification.prefault({}),
    /** How long the job may take. */
    timeoutMinutes: minutes.default(10),
    undo: undo.optional(),
    /** Checked by `cdk synth`. */
    examples: z.array(remediationExample).max(50).default([]),
  })
  .superRefine(({ target, template, undo: inverse, limits: { fleet }, parameters: given }, context) => {
    const { pattern, says } = templateForms[target];
    const check = (value: string, path: string[]): void => {
      if (!pattern.test(value)) context.addIssue({ code: 'custom', path, message: `on ${target} this is ${says}` });
    };
    check(template, ['template']);
    if (inverse !== undefined && 'template' in inverse) check(inverse.template, ['undo', 'template']);
    if (fleet !== undefined && !Object.hasOwn(given, fleet.parameter))
      context.addIssue({ code: 'custom', path: ['limits', 'fleet', 'parameter'], message: 'is none of the parameters' });
  });

/** `remediations.yaml`: rules and the systems they act on. */
export const remediationsSchema = z.strictObject({
  targets: remediationTargetsSchema,
  /** Nothing is launched while this is true, nor while a person has stopped everything through the API. */
  stopped: z.boolean().default(false),
  /** Launches of all runbooks together within any hour. */
  maxPerHour: z.number().int().min(1).max(1000).default(20),
  rules: z.array(rule).max(500),
});
