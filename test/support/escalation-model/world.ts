/** Everything the future of an escalation depends on, as it stands between two happenings. Never changed in place: a happening makes another. */
import type { Incident } from '#kernel/incident.ts';
import { escalationName } from '#kernel/workflow-names.ts';
import type { Json } from '#lib/local/workflow/engine.ts';
import { type MemoryResponseStore, memoryResponseStore } from '../memory-response-store.ts';
import type { Standing } from '../workflow-model/hop.ts';
import type { Ledger } from './ledger.ts';
import type { OnCall } from './policy.ts';

export const incidentId = 'inc-1';

/** How the world was when a step decided whom to tell. */
export interface Decision {
  readonly at: number;
  readonly status: Incident['status'];
  readonly suppressed: boolean;
  readonly onCall: OnCall;
}

/** An execution in its task: about to call a function, or waiting for its token. */
export interface Running {
  readonly kind: 'running';
  readonly name: string;
  readonly standing: Standing;
  readonly phase: 'calling' | 'waiting';
  readonly token: string;
  /** What its token was given while its function was at work. */
  readonly answer?: Json;
  /** When the wait is over without an answer: milliseconds since the epoch. */
  readonly deadline: number;
  /** Whether this task's function was called before and its result lost. */
  readonly repeated: boolean;
  readonly decision?: Decision;
}

export type Run =
  | Running
  | { readonly kind: 'over'; readonly name: string; readonly status: 'SUCCEEDED' | 'FAILED'; readonly error?: string };

export interface World {
  readonly now: number;
  readonly store: MemoryResponseStore;
  /** By name, in order of their start: a name is taken for good. */
  readonly runs: readonly Run[];
  readonly onCall: OnCall;
  /** When a maintenance window of the policy begins. */
  readonly maintenanceStart: number | undefined;
  /** What was silenced, and until when, as whoever did it remembers it. */
  readonly silence: { readonly id: string; readonly until: number } | undefined;
  /** Counts tokens, findings and requests. */
  readonly serial: number;
  /** The last token that was spent, and what it was given. */
  readonly spent: { readonly token: string; readonly answer: Json } | undefined;
  readonly ledger: Ledger;
}

/** The same world with a store that can be written to. */
export const fork = (world: World): World => ({ ...world, store: memoryResponseStore(world.store.contents) });

export const incidentOf = ({ store }: World): Incident => {
  const incident = store.contents.incidents.get(incidentId);
  if (incident === undefined) throw new Error('no incident');
  return incident;
};

export const runningOf = ({ runs }: World): readonly Running[] => runs.filter((run) => run.kind === 'running');

/** Whether this is the execution of the incident's latest opening. */
export const speaksFor = (run: { readonly name: string }, { id, reopenCount }: Incident): boolean =>
  run.name === escalationName(id, reopenCount);

const actionOf = ({ standing }: Running): { readonly action?: string; readonly level?: string; readonly waitingFor?: string } =>
  standing.functionName === 'EscalateFunction' ? (standing.payload as { readonly action?: string }) : {};

/** About to ask who stands at its level. */
export const isAboutToDecide = (run: Running): boolean => {
  const { action = 'await' } = actionOf(run);
  return run.phase === 'calling' && action !== 'await' && action !== 'resolved';
};

/** About to look whether its alerts have fallen silent. */
export const isAboutToClose = (run: Running): boolean => {
  const { action, level } = actionOf(run);
  return run.phase === 'calling' && (action === 'stale' || (action === 'enter' && level !== 'new'));
};

/** Waits, or is about to wait, for the end of what suppresses. */
export const waitsOut = (run: Running): boolean => actionOf(run).waitingFor === 'suppression';
