/** The state types, by name. */
import type { StateType } from '../definition.ts';
import type { Exit, Visit } from '../visit.ts';
import { runChoice } from './choice.ts';
import { runFail } from './fail.ts';
import { runMap } from './map.ts';
import { runParallel } from './parallel.ts';
import { runPass } from './pass.ts';
import { runSucceed } from './succeed.ts';
import { runTask } from './task.ts';
import { runWait } from './wait.ts';

const STATES = {
  Pass: runPass,
  Task: runTask,
  Choice: runChoice,
  Wait: runWait,
  Succeed: runSucceed,
  Fail: runFail,
  Parallel: runParallel,
  Map: runMap,
} as const satisfies Record<StateType, (visit: Visit) => Promise<Exit>>;

export const runState = (visit: Visit): Promise<Exit> => STATES[visit.state.type](visit);
