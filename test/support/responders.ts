/** route and people's answers around one store in memory, with a clock that only tests move. */
import type { Outcome } from '#functions/route/fold.ts';
import type { RoutePolicy } from '#functions/route/ports.ts';
import { routeStage } from '#functions/route/route.ts';
import type { Alert } from '#kernel/alert.ts';
import { acknowledge, resolve } from '#kernel/answers.ts';
import { auditChain } from '#kernel/append-to-chain.ts';
import type { AuditChain } from '#kernel/audit-chain.ts';
import { ConflictError } from '#kernel/errors.ts';
import type { Finding } from '#kernel/finding.ts';
import type { Incident } from '#kernel/incident.ts';
import type { CorrelationStore, ResponseStore, Workflows } from '#kernel/ports.ts';
import { emptyReport, type StageReport } from '#kernel/stage-report.ts';
import { findingOf, routePolicy } from './findings.ts';
import { memoryChainTable } from './memory-chain-table.ts';
import { MemoryGroupStore } from './memory-group-store.ts';
import { type MemoryResponseStore, memoryResponseStore } from './memory-response-store.ts';
import { silentLog } from './remediation-case.ts';

export interface Responders {
  readonly store: MemoryResponseStore;
  readonly chain: AuditChain;
  /** Groups and sources of inhibition. */
  readonly groups: MemoryGroupStore;
  /** What the code under test sees; a test may replace methods to make them fail. */
  seen: ResponseStore & CorrelationStore;
  /** Caller and called, as spans told. */
  dependencies: readonly (readonly [string, string])[];
  /** Names of started workflows, `<workflow> <name>`, each once; `attempts` counts repeats too. */
  readonly started: Set<string>;
  readonly completed: { readonly token: string; readonly output: unknown }[];
  readonly workflows: Workflows;
  now: number;
  take(finding: Finding): Promise<StageReport>;
  takeAll(findings: readonly Finding[]): Promise<readonly Outcome[]>;
  acknowledge(incidentId: string, by?: string): Promise<{ readonly incident: Incident; readonly changed: boolean }>;
  resolve(incidentId: string, by?: string): Promise<{ readonly incident: Incident; readonly changed: boolean }>;
  alert(finding: Pick<Finding, 'fingerprint'>): Alert;
  /** The incidents, oldest first. */
  incidents(): readonly Incident[];
  kinds(incidentId: string): Promise<readonly string[]>;
}

export const responders = (policy: RoutePolicy = routePolicy): Responders => {
  const store = memoryResponseStore();
  const started = new Set<string>();
  const completed: { token: string; output: unknown }[] = [];
  let causes = 0;
  const workflows: Workflows = {
    start: async (workflow, name) => {
      const isNew = !started.has(`${workflow} ${name}`);
      started.add(`${workflow} ${name}`);
      return { started: isNew };
    },
    complete: async (token, output) => {
      completed.push({ token, output });
      return true;
    },
  };
  const cause = (): string => {
    causes += 1;
    return `request-${causes}`;
  };
  const groups = new MemoryGroupStore();
  /** The code under test sees what `seen` is at the moment of each call. */
  const seen = new Proxy(store, { get: (_, name) => Reflect.get(self.seen, name) as unknown });
  const stage = routeStage(
    {
      store: seen,
      groups,
      timers: { wake: async () => undefined },
      watch: async () => undefined,
      dependencies: { dependencies: async () => self.dependencies },
      workflows,
      log: silentLog,
      clock: { now: () => self.now },
    },
    policy,
  );
  const self: Responders = {
    store,
    chain: auditChain(memoryChainTable()),
    groups,
    seen: store,
    started,
    completed,
    workflows,
    now: 1_000,
    dependencies: [],
    take: async (finding) => {
      const [outcome = 'duplicate'] = await self.takeAll([finding]);
      return outcome === 'folded'
        ? { ...emptyReport, received: 1, produced: 1 }
        : { ...emptyReport, received: 1, suppressed: { [outcome]: 1 } };
    },
    takeAll: (findings) => stage(findings),
    acknowledge: (incidentId, by = 'alex') =>
      acknowledge({ store: self.seen, workflows, clock: { now: () => self.now } }, { incidentId, by, causeId: cause() }),
    resolve: (incidentId, by = 'alex') =>
      resolve(
        { store: self.seen, workflows, clock: { now: () => self.now } },
        { incidentId, by, causeId: cause(), reason: 'Rolled back.' },
      ),
    alert: ({ fingerprint }) => {
      const alert = store.contents.alerts.get(fingerprint);
      if (alert === undefined) throw new Error('no such alert');
      return alert;
    },
    incidents: () => [...store.contents.incidents.values()],
    kinds: async (incidentId) => (await store.timeline(incidentId)).map(({ kind }) => kind),
  };
  return self;
};

/** A team with one incident, payment's, and its id. */
export const respondersWithIncident = async (): Promise<{ readonly team: Responders; readonly id: string }> => {
  const team = responders();
  await team.take(findingOf('f-1', 'payment'));
  return { team, id: team.incidents()[0]?.id ?? '' };
};

/** Fails the next `times` calls of a method, before or after their effect, as a killed or outrun process would. */
export const failing = <Name extends keyof (ResponseStore & CorrelationStore)>(
  store: ResponseStore & CorrelationStore,
  method: Name,
  when: 'before' | 'after',
  error: Error = new ConflictError('planted'),
  times = 1,
): ResponseStore & CorrelationStore => {
  let left = times;
  const run = store[method] as (...given: unknown[]) => Promise<unknown>;
  const planted = async (...given: unknown[]): Promise<unknown> => {
    if (left <= 0) return run(...given);
    left -= 1;
    if (when === 'after') await run(...given);
    throw error;
  };
  return { ...store, [method]: planted };
};
