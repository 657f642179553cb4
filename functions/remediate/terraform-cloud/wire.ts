/** HCP Terraform's documents (JSON:API), only what is read of them: https://developer.hashicorp.com/terraform/cloud-docs/api-docs [D]. */
import * as z from 'zod';

const idOf = (prefix: string) => z.string().regex(new RegExp(`^${prefix}-[A-Za-z0-9]{1,40}$`));
const relation = (id: z.ZodString) => z.object({ data: z.object({ id }).nullish() }).nullish();
const flag = z.boolean().default(false);

const runSchema = z.object({
  id: idOf('run'),
  attributes: z.object({
    status: z.string().max(100),
    message: z.string().nullish(),
    'plan-only': flag,
    'is-destroy': flag,
    'refresh-only': flag,
    'target-addrs': z.array(z.string()).nullish(),
    /** Set once a cancellation was asked for. */
    'canceled-at': z.string().nullish(),
    actions: z.object({ 'is-cancelable': flag, 'is-discardable': flag }).default({ 'is-cancelable': false, 'is-discardable': false }),
    variables: z.array(z.object({ key: z.string(), value: z.string() })).nullish(),
  }),
  relationships: z
    .object({ 'configuration-version': relation(idOf('cv')), plan: relation(idOf('plan')), workspace: relation(idOf('ws')) })
    .partial()
    .default({}),
});
export type Run = z.infer<typeof runSchema>;

const included = z
  .array(z.object({ id: z.string(), type: z.string(), attributes: z.record(z.string(), z.unknown()).default({}) }))
  .default([]);

/** A run with its plan and workspace, where they were asked for. */
export const runDocumentSchema = z.object({ data: runSchema, included });
export type RunDocument = z.infer<typeof runDocumentSchema>;

/** One page, the newest first. */
export const runListSchema = z.object({
  data: z.array(runSchema),
  meta: z.object({ pagination: z.object({ 'next-page': z.number().nullish() }) }).optional(),
});

const amount = z.number().int().nonnegative().default(0);

export const planAttributesSchema = z.object({
  status: z.string(),
  'resource-additions': amount,
  'resource-changes': amount,
  'resource-destructions': amount,
});

export const workspaceDocumentSchema = z.object({
  data: z.object({
    id: idOf('ws'),
    attributes: z.object({
      name: z.string(),
      locked: z.boolean(),
      'auto-apply': flag,
      /** `local` runs Terraform on somebody's own machine. */
      'execution-mode': z.string().nullish(),
      permissions: z.object({ 'can-queue-run': z.boolean(), 'can-queue-apply': z.boolean() }).partial().nullish(),
    }),
    relationships: z.object({ organization: z.object({ data: z.object({ id: z.string() }) }) }),
  }),
  included,
});
export type Workspace = z.infer<typeof workspaceDocumentSchema>['data'];

/** The state of a workspace; a state somebody uploaded has no run. */
export const stateVersionDocumentSchema = z.object({
  data: z.object({
    id: idOf('sv'),
    relationships: z
      .object({ run: relation(idOf('run')) })
      .partial()
      .default({}),
  }),
});

/** A plan in Terraform's own JSON: https://developer.hashicorp.com/terraform/internals/json-format [D]. */
export const planJsonSchema = z.object({
  resource_changes: z.array(z.object({ address: z.string(), change: z.object({ actions: z.array(z.string()) }) })).default([]),
});
