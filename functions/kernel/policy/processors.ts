/** What ingest does with telemetry before it is stored: processors.yaml. */
import * as z from 'zod';
import { maxAttributes, maxBodyBytes, maxCountedSeries, maxValueDepth, mebibyte } from '#kernel/reading/limits.ts';
import { standardLimits } from './standard-limits.ts';
import { name } from './terms.ts';

/** What is kept out of the stream. */
const sanitise = z.strictObject({
  /** E-mail addresses become a keyed hash; false leaves them. */
  emails: z.boolean().default(true),
  /** Which IP addresses become a keyed hash: those that may be a person's, all, or none. */
  addresses: z.enum(['public', 'all', 'none']).default('public'),
  /** Payment card numbers. */
  cards: z.boolean().default(true),
  /** Tokens, keys, passwords and other secrets, by shape and by name. */
  secrets: z.boolean().default(true),
  /** Long words that look drawn by lot, where something tells of a secret. */
  randomWords: z.boolean().default(true),
  /** Attributes whose values are left as they are. */
  keep: z.array(z.string().min(1).max(200)).max(100).default([]),
});

const attribute = z.string().min(1).max(200);
const scalar = z.union([z.string().max(1000), z.number(), z.boolean()]);

/** What a resource must be like: all of it. */
const resourceMatch = z.strictObject({
  /** Attributes with exactly these values. */
  equals: z.record(attribute, scalar).optional(),
  /** Attributes that are there, whatever their value. */
  exists: z.array(attribute).min(1).optional(),
  /** Attributes that match a regular expression in Go's syntax, from beginning to end. */
  matches: z.record(attribute, z.string().min(1).max(500)).optional(),
});

/** What a signal must be like: all of it. Attributes are the signal's own, and its resource's where it has none of that name. */
const match = resourceMatch.extend({
  kinds: z
    .array(z.enum(['log', 'metric', 'span', 'event']))
    .min(1)
    .optional(),
  /** Of a metric, span or event: exact, or a prefix ending in `*`. */
  name: z.string().min(1).max(300).optional(),
  /** A phrase in a log's text or an event's message, compared exactly. */
  contains: z.string().min(2).max(500).optional(),
  /** Of a log: OpenTelemetry's severity number at most; 4 trace, 8 debug, 12 info. Logs without a severity do not match. */
  maxSeverityNumber: z.number().int().min(1).max(24).optional(),
});

const common = { match: match.optional(), on: z.enum(['signal', 'resource']).default('signal'), key: attribute };
const given = { value: scalar.optional(), from: attribute.optional() };
const oneSource = ({ value, from }: { readonly value?: unknown; readonly from?: unknown }): boolean =>
  (value === undefined) !== (from === undefined);

/** Something done to an attribute, in the order of the list. */
const action = z.discriminatedUnion('action', [
  /** Sets what is not there. */
  z.strictObject({ action: z.literal('insert'), ...common, ...given }).refine(oneSource, 'either value or from'),
  /** Sets what is there already. */
  z.strictObject({ action: z.literal('update'), ...common, ...given }).refine(oneSource, 'either value or from'),
  /** Sets it in any case. */
  z.strictObject({ action: z.literal('upsert'), ...common, ...given }).refine(oneSource, 'either value or from'),
  z.strictObject({ action: z.literal('delete'), ...common }),
  /** Replaces it by `hash:` and 16 hex digits, equal for equal values. */
  z.strictObject({ action: z.literal('hash'), ...common }),
  /** Sets an attribute a named group of a regular expression in Go's syntax that is found in the value; `body` reads a log's text. */
  z.strictObject({
    action: z.literal('extract'),
    ...common,
    pattern: z.string().min(1).max(500),
    to: z.record(z.string(), attribute).default({}),
  }),
  /** Gives it another name, unless that is taken. */
  z.strictObject({ action: z.literal('rename'), ...common, to: attribute }),
]);

const derivation = z.strictObject({
  match: resourceMatch,
  environment: z.string().min(1).max(100).optional(),
  /** 1 is what the business stands on. */
  tier: z.number().int().min(1).max(4).optional(),
});

/** What a request and its signals may be like; the caps of `reading/limits.ts` stay, whatever is said here. */
const limits = z.strictObject({
  /** MiB of a body once inflated; more is answered 413. */
  bodyMiB: z
    .number()
    .positive()
    .max(maxBodyBytes / mebibyte)
    .default(standardLimits.bodyMiB),
  /** Attributes of a signal, a resource, a span's event or link. The first stay; the attribute `otel.dropped_attributes_count` says how many did not. */
  attributes: z.number().int().min(1).max(maxAttributes).default(standardLimits.attributes),
  /** Characters of an attribute's name; one with a longer name is left out, and counted in the same attribute. */
  keyLength: z.number().int().min(8).max(100_000).default(standardLimits.keyLength),
  /** Lists and maps inside one another in an attribute or a body; what lies deeper becomes `[truncated:depth]`. */
  valueDepth: z.number().int().min(1).max(maxValueDepth).default(standardLimits.valueDepth),
  /** Characters of a text in an attribute or a body; the rest is cut off, which the text's end says. */
  valueLength: z.number().int().min(16).max(1_000_000).optional(),
  /** Distinct series of a resource within ten minutes or so, counted by each worker; samples of others are refused. */
  seriesPerResource: z.number().int().min(1).max(maxCountedSeries).optional(),
  /** Days a signal's time may lie before its receipt. */
  pastDays: z.number().positive().max(10_000).optional(),
  /** Days a signal's time may lie after its receipt. */
  futureDays: z.number().positive().max(10_000).optional(),
  /** What is done with one beyond: `flag` sets the attribute `time.skew` to `past` or `future`, `drop` does not store it. */
  skewed: z.enum(['flag', 'drop']).default(standardLimits.skewed),
});

/** `processors.yaml`. */
export const processorsSchema = z.strictObject({
  sanitise: sanitise.prefault({}),
  limits: limits.prefault({}),
  /** Completes `k8s.*`, `host.name`, `cloud.*` and `service.name` where other attributes leave no doubt. */
  complete: z.boolean().default(true),
  /** What `deployment.environment.name` and `service.tier` of a resource are that says neither; the first rule that says one counts. */
  derive: z.array(derivation).max(200).default([]),
  attributes: z.array(action).max(200).default([]),
  /** Marks what may not leave a region or be shown to a model, as attributes `compliance.region` and `compliance.no_model`. */
  compliance: z
    .array(z.strictObject({ match, region: z.string().min(1).max(50).optional(), noModel: z.literal(true).optional() }))
    .max(100)
    .default([]),
  /** What is not stored at all; counted under the rule's name. */
  drop: z.array(z.strictObject({ name, match })).max(100).default([]),
  /** Of what only one in so many is stored: whole traces, and of other signals the same ones each time. */
  sample: z
    .array(z.strictObject({ name, match, keepOneIn: z.number().int().min(2).max(100_000) }))
    .max(100)
    .default([]),
});
