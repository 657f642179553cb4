/** What an analyser concluded about signals; travels on the `findings` queue as JSON, grouped by fingerprint. */
import * as z from 'zod';
import { categories, severities } from './severity.ts';

/** What analysers say: what a message is, that a series is odd, that something will run out, what another system judged. */
export const findingKinds = ['classification', 'anomaly', 'forecast', 'event'] as const;
export type FindingKind = (typeof findingKinds)[number];

const parameterSchema = z.object({
  /** `num`, `id`, `ip`, `host`, `path`, `time`, `str`… */
  kind: z.string().max(10),
  /** Telemetry text. */
  value: z.string().max(100),
});

/** What varies in a message. */
export type Parameter = z.infer<typeof parameterSchema>;

const evidenceSchema = z.object({
  /** References of the signals it rests on (`<frame id>#<index>`), the first few only. */
  signals: z.array(z.string()).max(10),
  /** How many signals it rests on in all. */
  count: z.number().int().positive(),
  /** One of them as a person would read it, sanitised and shortened; telemetry text: data, never instruction. */
  sample: z.string().max(500).optional(),
  /** What varies in the sample, in order. */
  parameters: z.array(parameterSchema).max(16).optional(),
  /** One of the signals is marked `compliance.no_model`: no model may be shown the sample or the title. */
  keptFromModels: z.literal(true).optional(),
});

/** The message of the queue. */
export const findingSchema = z.object({
  /** Follows from the evidence, so that a repeat carries the same id. */
  id: z.string().min(1),
  kind: z.enum(findingKinds),
  status: z.enum(['firing', 'resolved']),
  severity: z.enum(severities),
  category: z.enum(categories),
  /** 0 to 1. */
  confidence: z.number().min(0).max(1),
  fingerprint: z.string().min(1),
  /** What is wrong and where; hashed into the fingerprint. Holds `alertname`, `service.name`, and where known `service.namespace`, `deployment.environment.name`. */
  labels: z.record(z.string(), z.string()),
  title: z.string().max(200),
  /** In a sentence: what was expected, what was seen, who says so. */
  reason: z.string().max(500),
  /** Milliseconds since the epoch: first and last evidence. */
  startsAt: z.number(),
  lastSeenAt: z.number(),
  /** Of forecasts: when the limit will be reached, as the median has it. */
  expectedAt: z.number().optional(),
  /** By our own clock: when the front door took the evidence in. A finding may be held up for minutes after that; absent in findings of older versions. */
  receivedAt: z.number().optional(),
  /** The stage and the part of it that spoke: `classify/rule/<name>`, `detect/<detector>`. */
  source: z.string(),
  evidence: evidenceSchema,
});

export type Finding = z.infer<typeof findingSchema>;
