/** Objects of Kubernetes as its API writes them; only what is read of them. Field names from the API reference, apps/v1 and core/v1 [D]. */
import * as z from 'zod';

const texts = z.record(z.string(), z.string()).optional();
const count = z.number().int().nonnegative();

const metadata = z.object({
  name: z.string(),
  namespace: z.string().optional(),
  resourceVersion: z.string(),
  /** Grows with every change of `spec`; nodes have none. */
  generation: z.number().int().optional(),
  labels: texts,
  annotations: texts,
});

const spec = z.object({
  replicas: count.optional(),
  /** Of a deployment whose rollout somebody stopped. */
  paused: z.boolean().optional(),
  template: z.object({ metadata: z.object({ annotations: texts }).optional() }).optional(),
  /** A deployment's. */
  strategy: z.object({ type: z.string().optional() }).optional(),
  /** Of the other two. */
  updateStrategy: z.object({ type: z.string().optional(), rollingUpdate: z.object({ partition: count.optional() }).optional() }).optional(),
  /** A node's. */
  unschedulable: z.boolean().optional(),
});

const status = z.object({
  observedGeneration: z.number().int().default(0),
  replicas: count.default(0),
  updatedReplicas: count.default(0),
  availableReplicas: count.default(0),
  readyReplicas: count.default(0),
  currentRevision: z.string().optional(),
  updateRevision: z.string().optional(),
  desiredNumberScheduled: count.default(0),
  updatedNumberScheduled: count.default(0),
  numberAvailable: count.default(0),
  conditions: z.array(z.object({ type: z.string(), reason: z.string().optional() })).default([]),
});

/** A deployment, stateful set, daemon set or node. */
export const objectSchema = z.object({ metadata, spec, status: status.prefault({}) });
export type ClusterObject = z.infer<typeof objectSchema>;

/** A page of a list; `continue` asks for the next one. */
export const listSchema = z.object({ metadata: z.object({ continue: z.string().optional() }), items: z.array(objectSchema) });

/** What an unwelcome answer says [D: API conventions, "Response Status Kind"]. */
export const statusSchema = z.object({ kind: z.literal('Status'), message: z.string() });

/** The label and annotations that are ours. */
export const keyName = 'streamwarden.io/key';
export const cancelledName = 'streamwarden.io/cancelled';
