/**
 * The workflow engine's front. A machine is parsed once; an execution of it runs on a scheduler's time and calls tasks through a TaskRunner:
 *
 *     const machine = parseMachine(definitionText);            // InvalidDefinition names state and field
 *     const tokens = new Tokens();
 *     const execution = new Execution({ machine, …, input, scheduler, runner, tokens });
 *     scheduler.after(0, 'start', () => execution.begin());     // runs until it waits
 *     const waiting = tokens.find(token);                       // a task waiting for its token
 *     if (waiting && waiting !== 'closed') waiting.complete({ ok: true, output });
 *
 * What it emulates, what it refuses and how that was checked: README.md beside this file.
 */
export { InvalidDefinition, UnsupportedDefinition } from './diagnostics.ts';
export { Execution } from './execution.ts';
export type { Json } from './json.ts';
export { parseMachine } from './parse-machine.ts';
export type { TaskOutcome, TaskRequest, TaskRunner, TaskStart } from './task-runner.ts';
export { Tokens } from './tokens.ts';
