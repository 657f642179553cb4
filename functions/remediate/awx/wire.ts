/** AWX's answers, only what is read of them. Shapes from AWX's own source (awx/api/serializers.py, awx/main/models/mixins.py) and saved answers [S]. */
import * as z from 'zod';

export const awxJobSchema = z.object({
  id: z.number().int(),
  status: z.enum(['new', 'pending', 'waiting', 'running', 'successful', 'failed', 'error', 'canceled']),
  /** `check` runs a playbook without changing anything; workflow jobs have none. */
  job_type: z.string().optional(),
  /** JSON text. Newer relatives of AWX leave it out of lists. */
  extra_vars: z.string().optional(),
  /** Why it ended so, where AWX knows. */
  job_explanation: z.string().nullish(),
});
export type AwxJob = z.infer<typeof awxJobSchema>;

const names = z.array(z.string()).default([]);
const flag = z.boolean().default(false);

/** What a launch would ask for; GET on the launch address. Workflow templates know fewer of these. */
export const awxLaunchOptionsSchema = z.object({
  ask_variables_on_launch: z.boolean(),
  ask_job_type_on_launch: flag,
  survey_enabled: flag,
  variables_needed_to_start: names,
  passwords_needed_to_start: names,
  inventory_needed_to_start: flag,
  credential_needed_to_start: flag,
  /** Steps of a workflow whose template is gone. */
  node_templates_missing: z.array(z.unknown()).default([]),
  defaults: z.object({ job_slice_count: z.number().nullish() }).default({}),
});
export type AwxLaunchOptions = z.infer<typeof awxLaunchOptionsSchema>;

/** AWX writes an absent bound as null or as an empty text. */
const bound = z
  .union([z.number(), z.string()])
  .nullish()
  .transform((value) => (value === undefined || value === null || value === '' ? undefined : Number(value)));

const questionSchema = z.object({
  variable: z.string(),
  type: z.enum(['text', 'textarea', 'password', 'integer', 'float', 'multiplechoice', 'multiselect']),
  min: bound,
  max: bound,
  /** Older versions write one choice a line. */
  choices: z
    .union([z.string(), z.array(z.string())])
    .nullish()
    .transform((choices) => (typeof choices === 'string' ? choices.split('\n') : (choices ?? []))),
});
export type AwxQuestion = z.infer<typeof questionSchema>;

export const awxSurveySchema = z.object({ spec: z.array(questionSchema).default([]) });

const named = z.object({ name: z.string() }).nullish();

/** A job template or a workflow job template; the latter has neither playbook nor project. */
export const awxTemplateSchema = z.object({
  name: z.string(),
  playbook: z.string().nullish(),
  limit: z.string().nullish(),
  summary_fields: z.object({ inventory: named, project: named }).default({}),
});

/** The answer to a launch: the job, plus what of the request AWX did not use. */
export const awxLaunchedSchema = awxJobSchema.extend({ ignored_fields: z.record(z.string(), z.unknown()).default({}) });

/** One page; `next` is only looked at, never followed. */
export const awxJobListSchema = z.object({ next: z.string().nullish(), results: z.array(awxJobSchema) });

/** What a run did on each host: numbers of tasks. */
export const awxHostSummariesSchema = z.object({
  count: z.number().int(),
  results: z.array(z.object({ host_name: z.string(), changed: z.number().int(), failures: z.number().int(), dark: z.number().int() })),
});
export type AwxHostSummaries = z.infer<typeof awxHostSummariesSchema>;
