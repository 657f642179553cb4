/** Where an execution stands, branch by branch, so that a redrive goes on from there (Developer Guide, "Restarting executions with redrive" [D]). */
import type { Branch } from './definition.ts';
import type { Json, JsonObject } from './json.ts';

/** The start of a Parallel branch or of a Map iteration. */
export interface BranchStart {
  readonly branch: Branch;
  readonly input: Json;
  readonly mapItem?: JsonObject;
  readonly mapIndex?: number;
}

/** The state a branch is in, as it was entered. */
export interface EnteredState {
  readonly name: string;
  readonly input: Json;
  readonly variables: Readonly<Record<string, Json>>;
  readonly enteredTime: string;
  readonly enteredEventId: number;
}

interface PartCheckpoint {
  readonly start: BranchStart;
  readonly checkpoint: Checkpoint;
  /** Present when the branch or iteration has ended well: it is not run again. */
  output?: Json;
}

export interface Checkpoint {
  entered?: EnteredState;
  /** Of a Map or Parallel at work. */
  parts?: readonly PartCheckpoint[];
}

export const partsOf = (starts: readonly BranchStart[]): readonly PartCheckpoint[] => starts.map((start) => ({ start, checkpoint: {} }));
