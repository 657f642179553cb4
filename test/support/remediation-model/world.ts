/** Everything the future of a remediation depends on, as it stands between two happenings. Never changed in place: a happening makes another. */
import type { Json } from '#lib/local/workflow/engine.ts';
import { type MemoryResponseStore, memoryResponseStore } from '../memory-response-store.ts';
import type { Resting, Standing } from '../workflow-model/hop.ts';
import type { SystemJob } from './system.ts';

export const incidentId = 'inc-1';
export const second = 1000;
export const minute = 60 * second;

/** Who answers: two must say yes, and alex wrote the rule. */
export const approvers = ['sam', 'robin', 'alex'] as const;
export const author = 'alex';

/** Under which circumstances a world begins. */
export interface Setting {
  /** Whether two people must say yes, or it runs by itself. */
  readonly asks: boolean;
  /** Whether there is a second execution: for another alert, or for the same once more under a name of its own. */
  readonly second: 'nobody' | 'another alert' | 'the same cause';
  /** How many things may go wrong. */
  readonly faults: number;
  /** What a person stops. */
  readonly stops: 'this incident' | 'everything';
}

/** An execution before a task's function is called, while it waits for its token, or in a wait. */
export interface Running {
  readonly kind: 'running';
  readonly name: string;
  readonly fingerprint: string;
  readonly at: Standing | Resting;
  readonly phase: 'calling' | 'waiting' | 'resting';
  readonly token: string;
  readonly answer?: Json;
  /** When the wait is over: milliseconds since the epoch. */
  readonly deadline: number;
  /** Whether this task's function was called before. */
  readonly repeated: boolean;
}

export type Run =
  | Running
  | { readonly kind: 'over'; readonly name: string; readonly fingerprint: string; readonly status: 'SUCCEEDED' | 'FAILED' };

export interface World {
  readonly now: number;
  readonly setting: Setting;
  readonly store: MemoryResponseStore;
  /** In order of their start: a name is taken for good. */
  readonly runs: readonly Run[];
  readonly jobs: readonly SystemJob[];
  /** How many things may still go wrong. */
  readonly faultsLeft: number;
  /** Whether the workflow never heard what a step did. */
  readonly unheard: boolean;
  /** After this nothing may be started any more. */
  readonly halted: 'stop' | 'resolve' | 'reject' | undefined;
  /** Who has said yes, as whoever said it remembers. */
  readonly yes: readonly string[];
  /** Messages that were sent, each once: `<execution> <reason>`, and what the failures say. */
  readonly told: readonly string[];
  readonly serial: number;
}

/** The same world with a store that can be written to. */
export const fork = (world: World): World => ({ ...world, store: memoryResponseStore(world.store.contents) });

export const runningOf = ({ runs }: World): readonly Running[] => runs.filter((run) => run.kind === 'running');

/** The task whose function is about to be called. */
export const taskOf = ({ at, phase }: Running): Standing | undefined => (phase === 'calling' && 'payload' in at ? at : undefined);

/** What that function is given. */
export const payloadOf = (run: Running): Readonly<Record<string, unknown>> =>
  (taskOf(run)?.payload ?? {}) as Readonly<Record<string, unknown>>;

export const actionOf = (run: Running): string =>
  taskOf(run)?.functionName === 'NotifyFunction' ? 'notify' : String(payloadOf(run)['action'] ?? '');

/** Kinds of an execution's own entries in the timeline. */
export const recordedBy = ({ store }: World, name: string) =>
  [...store.contents.entries.values()].filter(({ causeId }) => causeId.startsWith(`${name}/`));

/** With a thing going wrong, alone; and with another execution beside it, without. Both at once take minutes, and show nothing more. */
export const settings: readonly Setting[] = [
  { asks: false, second: 'nobody', stops: 'this incident', faults: 1 },
  { asks: true, second: 'nobody', stops: 'everything', faults: 1 },
  { asks: false, second: 'another alert', stops: 'this incident', faults: 0 },
  { asks: true, second: 'the same cause', stops: 'this incident', faults: 0 },
];
