/** Answers a request for an opinion: looks whether it is still worth asking, asks once, and writes what was said beside the timeline. */
import type { Alert } from '#kernel/alert.ts';
import { type AppError, ConflictError, NotFoundError, UpstreamError } from '#kernel/errors.ts';
import type { Advice } from '#kernel/opinion.ts';
import { annotationOf } from './annotation.ts';
import { circumstancesOf } from './circumstances.ts';
import type { AdvisePolicy, AdvisePorts } from './ports.ts';
import type { OpinionRequest } from './request.ts';

/** Why there is no opinion. */
type NoOpinion =
  /** The incident is over, or not there. */
  | 'resolved'
  | 'unknown'
  /** The alert moved to another incident, where it would be asked about anew. */
  | 'moved'
  | 'kept_from_models'
  | 'duplicate'
  | Exclude<Advice['kind'], 'opinion'>;

/** What became of a request. */
export type Advised = 'annotated' | NoOpinion;

/** One delivery of a request. */
export interface Delivery {
  /** Different for each delivery. */
  readonly id: string;
  /** Nobody tries after it. */
  readonly isLast: boolean;
}

/** A delivery that takes longer is dead; the next one comes later than that. */
const claimMs = 60_000;
const day = 86_400_000;
/** Longer than a request can wait in its queue, and than most incidents are open. */
const knownMs = 90 * day;

const subject = async ({ store }: AdvisePorts, { incidentId, fingerprint }: OpinionRequest): Promise<readonly Alert[] | NoOpinion> => {
  const incident = await store.incident(incidentId);
  if (incident === undefined) return 'unknown';
  if (incident.status === 'resolved') return 'resolved';
  const alerts = await store.alerts([...new Set([fingerprint, ...incident.alerts])]);
  const anomaly = alerts.get(fingerprint);
  if (anomaly?.incidentId === undefined) return 'unknown';
  if (anomaly.keptFromModels === true) return 'kept_from_models';
  if (anomaly.incidentId !== incidentId) return 'moved';
  return [anomaly, ...[...alerts.values()].filter((each) => each !== anomaly)];
};

const ask = async (request: OpinionRequest, alerts: readonly Alert[], policy: AdvisePolicy, ports: AdvisePorts): Promise<Advised> => {
  const [anomaly, ...others] = alerts;
  if (anomaly === undefined) return 'unknown';
  const learned = await ports.dependencies.dependencies(anomaly.labels['deployment.environment.name'] ?? '');
  const advice = await ports.adviser.advise(circumstancesOf(anomaly, others, policy, learned));
  if (advice.kind !== 'opinion') return advice.kind;
  await ports.annotations.annotate(annotationOf(request, anomaly, advice.opinion, ports.clock.now()));
  return 'annotated';
};

/** Asks unless somebody does or did. What was said counts for good, whatever it was. */
const askOnce = async (
  request: OpinionRequest,
  { id }: Delivery,
  alerts: readonly Alert[],
  policy: AdvisePolicy,
  ports: AdvisePorts,
): Promise<Advised | 'in-flight'> => {
  const { claims, clock } = ports;
  const key = `opinion-${request.incidentId}-${request.fingerprint}`;
  const claim = await claims.claim(key, id, clock.now(), clock.now() + claimMs);
  if (claim !== 'new') return claim === 'taken' ? 'duplicate' : claim;
  const advised = await ask(request, alerts, policy, ports);
  if (advised === 'unavailable') await claims.release(key, id);
  else await claims.confirm(key, id, clock.now() + knownMs);
  return advised;
};

const notYet: Readonly<Partial<Record<Advised | 'in-flight', () => AppError>>> = {
  // route writes an alert after it asked.
  unknown: () => new NotFoundError('There is no such alert in an incident yet.', { reason: 'alert' }),
  unavailable: () => new UpstreamError('No model could be asked.', { reason: 'unavailable' }),
  'in-flight': () => new ConflictError('Another delivery is being answered.', { reason: 'opinion' }),
};

/**
 * Idempotent: a request that comes twice asks once and writes once. Throws what another delivery may do better; the last one says what it
 * came to.
 */
export const advise = async (request: OpinionRequest, delivery: Delivery, policy: AdvisePolicy, ports: AdvisePorts): Promise<Advised> => {
  const alerts = await subject(ports, request);
  const advised = typeof alerts === 'string' ? alerts : await askOnce(request, delivery, alerts, policy, ports);
  const error = notYet[advised]?.();
  if (error !== undefined && !delivery.isLast) throw error;
  return advised === 'in-flight' ? 'duplicate' : advised;
};
