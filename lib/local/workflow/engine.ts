/** The workflow engine's front: parse a machine once, run executions of it. */
export { InvalidDefinition, type Machine, type MachineType } from './definition.ts';
export { Execution, type ExecutionOptions, type ExecutionStatus } from './execution.ts';
export type { HistoryEvent } from './history.ts';
export type { Json, JsonObject } from './json.ts';
export { parseMachine } from './parse-machine.ts';
export { parseResource, type TaskOutcome, type TaskRequest, type TaskResource, type TaskRunner, type TaskStart } from './task-runner.ts';
export { Tokens } from './tokens.ts';
