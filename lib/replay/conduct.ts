/** How agents and people behave in a replay. As scripted, they do what was recorded, whatever they are answered. */
import type { ReplayCloud } from './cloud.ts';

/** Where somebody acts, and how time passes there. */
interface Scene {
  readonly cloud: ReplayCloud;
  readonly passTo: (timeMs: number) => Promise<void>;
}

/** What an agent knows of a request it sent; times in milliseconds since the epoch. */
export interface Attempt {
  readonly status: number;
  readonly attempts: number;
  readonly firstAt: number;
  readonly now: number;
}

export interface Conduct {
  /** When a request is sent again; undefined: never. */
  resendAt(attempt: Attempt): number | undefined;
  /** Lets time pass until the `index`-th person acts, who is scheduled for `at`. */
  untilActing(index: number, at: number, scene: Scene): Promise<void>;
  /** Does what a person does, and again if they would; the status of the last answer, 0 for nothing to answer. */
  insist(act: () => Promise<number>, scene: Scene): Promise<number>;
  /** How much longer time goes on after the script, milliseconds, so that all it began comes to an end. */
  readonly restMs: number;
  /** What of the agents' troubles belongs into the report. */
  told(counts: { readonly resent: number; readonly dropped: number }): { readonly resent?: number; readonly dropped?: number };
}

export const asScripted: Conduct = {
  resendAt: () => undefined,
  untilActing: (_, at, { passTo }) => passTo(at),
  insist: (act) => act(),
  restMs: 0,
  told: () => ({}),
};
