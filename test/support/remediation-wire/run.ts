/** One remediation on the stage: its trouble, which is like no other's, and what is still to happen to it. */
import type { Finding } from '#kernel/finding.ts';
import { fingerprint, idFrom, type Labels } from '#kernel/fingerprint.ts';
import { remediationName } from '#kernel/workflow-names.ts';
import { environmentOf } from '../outage-drill.ts';
import type { FaultKind } from './fault.ts';
import type { Act, Journey } from './journey.ts';

/** How a run is not as usual. */
export interface Peculiarity {
  readonly labels?: Labels;
  readonly kind?: Finding['kind'];
  /** Done while the function is at work at the first step in a state. */
  readonly during?: { readonly state: string; readonly act: Act };
  /** In the journey's place. */
  readonly when?: Journey['when'];
}

export class WireRun {
  readonly journey: Journey;
  readonly labels: Labels;
  /** Told apart by its environment: an incident of its own. */
  readonly place: string;
  /** Known when the workflow has begun. */
  incidentId = '';
  /** Under which the workflow waits, or has waited, for an answer. */
  readonly tokens: string[] = [];
  /** How people were answered. */
  readonly answers: number[] = [];
  readonly #done = new Set<string>();
  probes = 0;
  /** When its trouble was seen last, milliseconds since the epoch. */
  toldAt = 0;
  readonly fingerprint: string;
  #execution: string | undefined;
  readonly #peculiarity: Peculiarity;
  readonly #attempts = new Map<string, number>();

  constructor(ordinal: number, service: string, journey: Journey, peculiarity: Peculiarity = {}) {
    this.journey = journey;
    this.place = environmentOf(ordinal);
    this.#peculiarity = peculiarity;
    const usual = { alertname: journey.alertname ?? 'trouble', 'service.name': service, 'service.namespace': 'shop' };
    this.labels = { ...usual, 'deployment.environment.name': this.place, ...peculiarity.labels };
    this.fingerprint = fingerprint(this.labels);
  }

  /** Of its workflow. */
  get execution(): string {
    this.#execution ??= this.incidentId === '' ? undefined : remediationName(this.incidentId, this.fingerprint);
    return this.#execution ?? '';
  }

  /** Evidence of the trouble, each time another. */
  finding(at: number, status: Finding['status']): Finding {
    const { labels, fingerprint: hash } = this;
    const { kind = 'event' } = this.#peculiarity;
    return {
      id: `finding-${idFrom(hash, status, String(at))}`,
      ...{ kind, status, severity: 'critical', category: 'dependency_failure', confidence: 1, fingerprint: hash, labels },
      ...{ title: `Calls of ${this.place} fail.`, reason: 'Made for a test.', source: 'test' },
      ...{ startsAt: at, lastSeenAt: at, receivedAt: at, evidence: { signals: [], count: 1 } },
      ...(kind === 'forecast' ? { expectedAt: at + 6 * 3_600_000 } : {}),
    };
  }

  /** What strikes this attempt of a step: asked once an attempt. */
  strike(state: string): FaultKind | undefined {
    const attempt = (this.#attempts.get(state) ?? 0) + 1;
    this.#attempts.set(state, attempt);
    return this.journey.faults?.find(({ at, times = 1 }) => at === state && attempt <= times)?.kind;
  }

  /** What is to be done while the function is at work in a state; once. */
  takeAct(state: string): Act | undefined {
    const { during } = this.#peculiarity;
    if (during?.state !== state || this.#done.has(state)) return undefined;
    this.#done.add(state);
    return during.act;
  }

  /** What is to be done now that the workflow is in a state; once. */
  takeTurn(state: string): Act | undefined {
    const act = (this.#peculiarity.when ?? this.journey.when)?.[state];
    if (act === undefined || this.#done.has(state)) return undefined;
    this.#done.add(state);
    return act;
  }
}
