/** Kind and status of a span in OpenTelemetry's words, from Sentry's operations and statuses. */
import type { AttributeDraft } from '#kernel/reading/values.ts';
import type { SpanKind, SpanSignal } from '#kernel/signal.ts';

const kindNames: ReadonlyMap<string, SpanKind> = new Map([
  ['internal', 'internal'],
  ['server', 'server'],
  ['client', 'client'],
  ['producer', 'producer'],
  ['consumer', 'consumer'],
]);

/** By the beginning of the operation (https://develop.sentry.dev/sdk/telemetry/traces/span-operations/); the first that fits. */
const kindOfOperation: readonly (readonly [RegExp, SpanKind])[] = [
  [/^(?:http|rpc|grpc|websocket|graphql|function)\.server/, 'server'],
  [/^(?:http|rpc|grpc)(?:\.client|$)/, 'client'],
  [/^(?:db|cache|gen_ai|ai)(?:\.|$)/, 'client'],
  [/^queue\.(?:publish|submit)/, 'producer'],
  [/^queue\.(?:process|task|receive)/, 'consumer'],
];

/** `otel.kind` and `sentry.kind` say it where OpenTelemetry made the span; else the operation does. */
export const kindOf = (kind: unknown, operation: string | undefined): SpanKind => {
  const named = typeof kind === 'string' ? kindNames.get(kind.toLowerCase()) : undefined;
  if (named !== undefined) return named;
  return kindOfOperation.find(([pattern]) => pattern.test(operation ?? ''))?.[1] ?? 'internal';
};

/** Statuses that blame the caller; semantic conventions leave such server spans unset. */
const callersFault: ReadonlySet<string> = new Set([
  'cancelled',
  'invalid_argument',
  'not_found',
  'already_exists',
  'permission_denied',
  'unauthenticated',
  'resource_exhausted',
  'failed_precondition',
  'out_of_range',
]);

/** The status as OpenTelemetry has it; Sentry's own word stays as an attribute. */
export const statusOfSpan = (status: unknown, kind: SpanKind, attributes: AttributeDraft): SpanSignal['status'] => {
  if (typeof status !== 'string' || status === '' || status === 'unset' || status.length > 200) return { code: 'unset' };
  attributes['sentry.status'] = status;
  if (status === 'ok') return { code: 'ok' };
  if (kind === 'server' && callersFault.has(status)) return { code: 'unset' };
  return { code: 'error', message: status };
};
