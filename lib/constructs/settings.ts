/** What an environment may set in `cdk.json` (`context.environments.<name>`), with the defaults of everything left out. */
import * as z from 'zod';
import { isSafeAddress } from '#kernel/private-host.ts';
import { schemaIssues } from '#kernel/schema-issues.ts';
import { agentsSchema } from '../agents/settings.ts';
import { SynthesisError } from './synthesis-error.ts';

/** The environments there can be; each is a pair of stacks. */
export const environmentNames = ['dev', 'staging', 'prod'] as const;

/** The periods CloudWatch Logs knows, in days. */
const logRetention = z.union([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400].map((days) => z.literal(days)));
/** Lambda memory in MB; CPU grows with it (1,769 MB is one processor [D]). */
const memory = z.number().int().min(128).max(10_240);

/** A number of whole things; `null` and 0 say that there is no limit. */
const quota = (usual: number) =>
  z
    .number()
    .int()
    .min(0)
    .nullable()
    .default(usual)
    .transform((limit) => limit ?? 0);

const agentsWay = z.enum(['iam', 'token', 'jwt']);

/** Whose JSON web tokens a route takes: those of an OpenID Connect issuer, made for an audience, with one of these scopes where any are named. */
const jwtIssuer = z.strictObject({
  issuer: z.url({ protocol: /^https$/ }),
  /** The token's audience, or its client where it names none. */
  audience: z.union([
    z
      .string()
      .min(1)
      .transform((one) => [one]),
    z.array(z.string().min(1)).min(1),
  ]),
  /** One of these is in the token. */
  scopes: z.array(z.string().min(1)).default([]),
});

const certificateArn = z
  .string()
  .regex(/^arn:aws[-a-z]*:acm:[-a-z0-9]+:\d{12}:certificate\/[-0-9a-f]+$/, 'is no ARN of a certificate of Certificate Manager');

const s3Uri = /^s3:\/\/[a-z0-9][-.a-z0-9]{1,61}[a-z0-9]\/.+$/;

/** A domain of the operator's own, where agents send to. */
const domainSettings = z
  .strictObject({
    name: z
      .string()
      .regex(/^(?=.{4,253}$)(?:[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, 'is no name of a domain, in lower case'),
    /** Of the region deployed in. */
    certificateArn,
    /** Who may connect (mutual TLS): holders of a certificate of these authorities. A PEM bundle in the project, or `s3://bucket/key`. */
    truststore: z
      .string()
      .min(1)
      .refine((text) => !/^[a-z0-9]+:\/\//.test(text) || s3Uri.test(text), 'is neither a file of the project nor s3://bucket/key')
      .optional(),
    /** Of an object in S3: without it, a changed object is not noticed. */
    truststoreVersion: z.string().min(1).optional(),
    /** Beside a trust store, where `certificateArn` was imported or is of a private authority: a public one for the same name. */
    ownershipCertificateArn: certificateArn.optional(),
  })
  .refine((domain) => domain.truststoreVersion === undefined || s3Uri.test(domain.truststore ?? ''), {
    path: ['truststoreVersion'],
    message: 'only an object in S3 (truststore: s3://bucket/key) has a version',
  })
  .refine((domain) => domain.ownershipCertificateArn === undefined || domain.truststore !== undefined, {
    path: ['ownershipCertificateArn'],
    message: 'is asked for beside a truststore only',
  });

const streamSettings = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('provisioned'), shards: z.number().int().min(1).max(200).default(1), ...streamBasics() }),
  z.strictObject({ mode: z.literal('on-demand'), ...streamBasics() }),
]);

function streamBasics() {
  return {
    retentionHours: z.number().int().min(24).max(8760).default(24),
    /** `shared` consumers divide a shard's 2 MB/s among them; `enhanced` fan-out gives each its own, at a price an hour. */
    fanOut: z.enum(['shared', 'enhanced']).default('shared'),
    /** Batches of one shard that a stage works on at once; a partition keeps its order. */
    parallelization: z.number().int().min(1).max(10).default(1),
  };
}

const influxSettings = z.strictObject({
  /** Without a path; http to a private network only. */
  url: z
    .url({ protocol: /^https?$/ })
    .refine(isSafeAddress, 'is neither https nor http to a private host, or holds a password')
    .refine((text) => ['', '/'].includes(text.replace(/^https?:\/\/[^/?#]*/, '')), 'ends with host and port'),
  org: z.string().min(1),
  bucket: z.string().min(1),
  /** Name or ARN of the secret in Secrets Manager that is the API token; it may write to the bucket, and need no more. */
  tokenSecret: z.string().min(1),
});

const environmentSchema = z.strictObject({
  stream: streamSettings,
  /** Amazon Timestream for LiveAnalytics takes no new accounts since 2025-06-20 [D]: `influxdb` or `none` where it is not to be had. */
  metricStore: z.enum(['timestream', 'influxdb', 'none']),
  /** An InfluxDB 2 that the function reaches, such as Amazon Timestream for InfluxDB; for `metricStore: influxdb`. */
  influxdb: influxSettings.optional(),
  /** What happens to stored data when a stack is deleted; `retain` also protects tables and stacks against deletion. */
  removal: z.enum(['destroy', 'retain']),
  logRetentionDays: logRetention,
  archive: z.strictObject({ expireDays: z.number().int().min(1).max(3650) }),
  quarantine: z.strictObject({ expireDays: z.number().int().min(1).max(3650) }).default({ expireDays: 90 }),
  timestream: z
    .strictObject({ memoryHours: z.number().int().min(1).max(8766), magneticDays: z.number().int().min(1).max(73_000) })
    .default({ memoryHours: 24, magneticDays: 90 }),
  api: z
    .strictObject({ requestsPerSecond: z.number().positive(), burst: z.number().int().positive() })
    .default({ requestsPerSecond: 200, burst: 400 }),
  /** How agents prove who they are. */
  frontDoor: z
    .strictObject({
      /** At the routes whose agents can sign (OTLP): by IAM, by agent token, or by a JSON web token of `jwt`. At all others they bear an agent token. */
      agents: agentsWay.default('iam'),
      /** Of single routes, such as `POST /v1/logs`. */
      routes: z.record(z.string(), agentsWay).default({}),
      /** The issuer of agents' JSON web tokens, such as an EKS cluster's, of its service accounts. */
      jwt: jwtIssuer.optional(),
      /** Where agents send to, beside or, with a trust store, instead of the address API Gateway gives. */
      domain: domainSettings.optional(),
      /** How long a token is taken after it was revoked, at most. */
      tokenCacheSeconds: z.number().int().min(0).max(3600).default(60),
      /** How much one agent may send; a token may say otherwise of its bearer. `null` or 0: as much as it likes. */
      limits: z
        .strictObject({
          requestsPerMinute: quota(60_000),
          signalsPerMinute: quota(6_000_000),
          /** Compressed, as they come. A day is one of UTC. */
          bytesPerDay: quota(1_000_000_000_000),
        })
        .prefault({}),
      /** Of requests that are sent again. */
      deduplication: z
        .strictObject({
          /** How long what was stored is known; 0: nothing is. */
          windowSeconds: z.number().int().min(0).max(86_400).default(300),
          /** What all workers know together, in a table: what other systems judged, everything, or nothing. Each worker knows its own in any case. */
          shared: z.enum(['events', 'all', 'none']).default('events'),
        })
        .prefault({}),
    })
    .prefault({}),
  memory: z.strictObject({ ingest: memory, stream: memory, step: memory }).default({ ingest: 1024, stream: 1024, step: 512 }),
  /** Who responders are: bearers of a token of this OpenID Connect issuer. Without it they are IAM callers. */
  responders: jwtIssuer
    .extend({
      /** The claim that holds roles (`responder`, `shop:admin`), beside those of people.yaml. */
      rolesClaim: z.string().min(1).optional(),
    })
    .optional(),
  /** An EKS cluster whose agents send here; without it there is no agents stack. */
  agents: agentsSchema.optional(),
  logLevel: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']).default('INFO'),
  /** Where alarms go; nobody is subscribed without it. */
  alarmEmail: z.email().optional(),
  /** The operators' YAML, relative to the project. */
  policyFolder: z.string().min(1).default('policy'),
});

/** What each setting allows by itself, and two do not together. */
const checkedSchema = environmentSchema
  .refine(({ agents, frontDoor }) => agents === undefined || frontDoor.domain?.truststore === undefined, {
    path: ['frontDoor', 'domain', 'truststore'],
    message: 'agents of the cluster named in `agents` present no certificate; leave out one of the two',
  })
  .refine(({ metricStore, influxdb }) => (metricStore === 'influxdb') === (influxdb !== undefined), {
    path: ['influxdb'],
    message: 'goes with `metricStore: influxdb`, and only with it',
  });

export type JwtIssuer = z.infer<typeof jwtIssuer>;

/** One environment's settings, complete. */
export type Settings = z.infer<typeof environmentSchema> & { readonly environment: string };

/** The settings of the environment named in the app's context. SynthesisError names what is unknown, missing or wrong. */
export const readSettings = (context: (key: string) => unknown): Settings => {
  const environment = z.enum(environmentNames).safeParse(context('environment') ?? 'dev');
  if (!environment.success)
    throw new SynthesisError(`environment "${String(context('environment'))}" is unknown; choose one of ${environmentNames.join(', ')}`);
  const environments = z.record(z.string(), z.unknown()).safeParse(context('environments'));
  const settings = checkedSchema.safeParse(environments.data?.[environment.data] ?? {});
  if (settings.success) return { ...settings.data, environment: environment.data };
  const wrong = schemaIssues(settings.error, '(all)').map((issue) => `environments.${environment.data}.${issue}`);
  throw new SynthesisError(`cdk.json: ${wrong.join('; ')}`);
};
