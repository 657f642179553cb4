/** Reads and validates definitions for the service: refusals become AWS's errors or diagnostics. */
import { AwsError } from '../service.ts';
import type { Machine, MachineType } from '../workflow/definition.ts';
import { InvalidDefinition, UnsupportedDefinition } from '../workflow/diagnostics.ts';
import type { JsonObject } from '../workflow/json.ts';
import { parseMachine } from '../workflow/parse-machine.ts';
import type { TaskResource } from '../workflow/task-runner.ts';
import { checkLength } from './states-input.ts';

/** Throws InvalidDefinition or UnsupportedDefinition. */
export type DefinitionParser = (definition: string, type: MachineType) => Machine;

/** What PublishStateMachineVersion calls the revision of a machine that was never updated. */
export const initialRevision = 'INITIAL';

/** A definition has at most 1 MB (Developer Guide, quotas; API reference, CreateStateMachine, `definition`: 1,048,576 [D]). */
const MOST_CHARACTERS = 1_048_576;

export const definitionParser =
  (refusal: (resource: TaskResource) => string | undefined): DefinitionParser =>
  (definition, type) => {
    checkLength('definition', definition, 1, MOST_CHARACTERS);
    const machine = parseMachine(definition, { type, refusal });
    if (type === 'EXPRESS') throw new UnsupportedDefinition(['state machines of type EXPRESS']);
    return machine;
  };

/** Runs a call that reads a definition; a refused one is InvalidDefinition, what only the local cloud lacks says so in its message. */
export const answeringDefinitions = <Result>(call: () => Result): Result => {
  try {
    return call();
  } catch (problem) {
    if (problem instanceof InvalidDefinition) throw new AwsError('InvalidDefinition', problem.message);
    if (problem instanceof UnsupportedDefinition) throw new AwsError('InvalidDefinition', `This state machine is ${problem.message}`);
    throw problem;
  }
};

/** ValidateStateMachineDefinition: AWS's diagnostics; what only the local cloud lacks is none of them. */
export const validation = (parse: DefinitionParser, definition: string, type: MachineType, most: number): JsonObject => {
  try {
    parse(definition, type);
  } catch (problem) {
    if (problem instanceof InvalidDefinition) {
      const all = problem.diagnostics.map((diagnostic) => ({ severity: 'ERROR', ...diagnostic }));
      return { result: 'FAIL', diagnostics: all.slice(0, most), truncated: all.length > most };
    }
    if (!(problem instanceof UnsupportedDefinition)) throw problem;
  }
  return { result: 'OK', diagnostics: [], truncated: false };
};
