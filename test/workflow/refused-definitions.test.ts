/** Definitions that are refused when a machine is created: AWS's code, words and place, or one plain line for what only the local cloud lacks. */
import { describe, expect, it } from 'vitest';
import { InvalidDefinition, parseMachine, UnsupportedDefinition } from '#lib/local/workflow/engine.ts';

type Fields = Readonly<Record<string, unknown>>;

const LAMBDA = 'arn:aws:states:::lambda:invoke';
const machine = (states: Fields, more: Fields = {}): Fields => ({ StartAt: Object.keys(states)[0], States: states, ...more });
const jsonata = (states: Fields, more: Fields = {}): Fields => machine(states, { QueryLanguage: 'JSONata', ...more });
const end = { Type: 'Pass', End: true };
const pass = (more: Fields): Fields => ({ X: { Type: 'Pass', End: true, ...more } });
const task = (more: Fields): Fields => ({ T: { Type: 'Task', Resource: LAMBDA, End: true, ...more } });
const wait = (more: Fields): Fields => ({ W: { Type: 'Wait', End: true, ...more } });
const choice = (rule: Fields): Fields => ({ C: { Type: 'Choice', Choices: [{ Next: 'D', ...rule }] }, D: end });
const map = (more: Fields, processor: Fields = machine({ P: end })): Fields => ({
  M: { Type: 'Map', ItemProcessor: processor, End: true, ...more },
});
const output = (expression: string): Fields => jsonata(pass({ Output: { v: `{% ${expression} %}` } }));

const refusalOf = (definition: Fields | string, type?: 'EXPRESS'): Error => {
  try {
    parseMachine(typeof definition === 'string' ? definition : JSON.stringify(definition), type ? { type } : {});
  } catch (problem) {
    if (problem instanceof Error) return problem;
  }
  throw new Error('the definition was taken');
};

/** Code, message and location of each diagnostic, as a line. */
const linesOf = (definition: Fields | string, type?: 'EXPRESS'): readonly string[] => {
  const problem = refusalOf(definition, type);
  expect(problem).toBeInstanceOf(InvalidDefinition);
  const { diagnostics } = problem as InvalidDefinition;
  return diagnostics.map(({ code, message, location }) => `${code}: ${message} at ${location ?? 'null'}`);
};

const schema = (text: string): string => `SCHEMA_VALIDATION_FAILED: ${text}`;
const onlyFor = (own: string, field: string, at: string): string =>
  schema(
    `The QueryLanguage is set to '${own}', but field '${field}' is only supported for the '${own === 'JSONata' ? 'JSONPath' : 'JSONata'}' QueryLanguage at ${at}`,
  );
const unreachable = (name: string, at: string): string => `MISSING_TRANSITION_TARGET: State "${name}" is not reachable. at ${at}`;
const topLevel = (name: string): string =>
  `UNSUPPORTED_JSONATA_EXPRESSION: Reference to '${name}' at the top level is not supported. at /States/X/Output/v`;

describe('as AWS refuses them', () => {
  // Recorded on AWS (../shared/data/asl, validation.*), or measured there by floci-io/floci#2670, #2735, #2745, #2786, #2968,
  // localstack/localstack#11978, aws-cloudformation/cfn-lint#4074, #4085 [S].
  it.for<[string, Fields, ...string[]]>([
    ['no states', { StartAt: 'A' }, schema('These fields are required: [States] at /')],
    ['no StartAt', { States: { A: end } }, schema('These fields are required: [StartAt] at /')],
    ['neither', {}, schema('These fields are required: [StartAt, States] at /')],
    [
      'a missing target',
      machine({ A: { Type: 'Pass', Next: 'B' }, C: end }),
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /States/A/Next",
      unreachable('C', '/States/C'),
    ],
    [
      'a StartAt that is no state',
      machine({ A: end }, { StartAt: 'Nope' }),
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: Nope at /StartAt",
      unreachable('A', '/States/A'),
    ],
    [
      'a Default that is no state',
      machine({ C: { Type: 'Choice', Choices: [{ Variable: '$.x', IsPresent: true, Next: 'D' }], Default: 'Ghost' }, D: end }),
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: Ghost at /States/C/Default",
    ],
    [
      'a rule that leads nowhere',
      machine({ C: { Type: 'Choice', Choices: [{ Variable: '$.x', IsPresent: true, Next: 'Ghost' }], Default: 'D' }, D: end }),
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: Ghost at /States/C/Choices[0]/Next",
    ],
    [
      'a catcher that leads nowhere',
      machine(task({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Ghost' }] })),
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: Ghost at /States/T/Catch[0]/Next",
    ],
    ['a state nobody leads to', machine({ A: end, 'a/b': end }), unreachable('a/b', '/States/a/b')],
    ['one inside a Map', machine(map({}, machine({ W: end, Ghost: end }))), unreachable('Ghost', '/States/M/ItemProcessor/States/Ghost')],
    [
      'one inside a Parallel',
      machine({ P: { Type: 'Parallel', Branches: [machine({ W: end, Ghost: end })], End: true } }),
      unreachable('Ghost', '/States/P/Branches[0]/States/Ghost'),
    ],
    [
      'no end',
      machine({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' }, Unused: { Type: 'Pass', Next: 'A' } }),
      'MISSING_END_STATE: Workflow has no terminal state at null',
    ],
    [
      'no end and a missing target',
      machine({ A: { Type: 'Pass', Next: 'NOPE' } }),
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: NOPE at /States/A/Next",
      'MISSING_END_STATE: Workflow has no terminal state at null',
    ],
    [
      'an end that cannot be reached',
      machine({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' }, C: end }),
      unreachable('C', '/States/C'),
    ],
    [
      'TimeoutSeconds, Catch and Retry on a Pass',
      machine(pass({ TimeoutSeconds: 5, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'X' }], Retry: [{ ErrorEquals: ['States.ALL'] }] })),
      ...['TimeoutSeconds', 'Catch', 'Retry'].map((name) => schema(`Field '${name}' is not supported at /States/X`)),
    ],
    [
      'Retry on a Wait',
      machine(wait({ Seconds: 1, Retry: [{ ErrorEquals: ['States.ALL'] }] })),
      schema("Field 'Retry' is not supported at /States/W"),
    ],
    ['TimeoutSeconds on a Map', machine(map({ TimeoutSeconds: 5 })), schema("Field 'TimeoutSeconds' is not supported at /States/M")],
    [
      'JSONPath fields in a JSONata machine',
      jsonata(pass({ InputPath: '$.a', OutputPath: '$.b', ResultPath: '$.c' })),
      ...['InputPath', 'OutputPath', 'ResultPath'].map((name) => onlyFor('JSONata', name, '/States/X')),
    ],
    [
      'JSONata fields in a JSONPath machine',
      machine(task({ Output: { v: 1 }, Arguments: {} })),
      onlyFor('JSONPath', 'Output', '/States/T'),
      onlyFor('JSONPath', 'Arguments', '/States/T'),
    ],
    ['Items in a JSONPath Map', machine(map({ Items: [1] })), onlyFor('JSONPath', 'Items', '/States/M')],
    [
      "a Map's JSONata for the states inside",
      machine(map({ QueryLanguage: 'JSONata' }, machine({ P: { ...end, Output: 1 } }))),
      onlyFor('JSONPath', 'Output', '/States/M/ItemProcessor/States/P'),
    ],
    [
      'JSONPath under a JSONata machine',
      jsonata(pass({ QueryLanguage: 'JSONPath', Output: 1 })),
      schema("'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/X"),
    ],
    [
      'a language of its own for an ItemProcessor',
      machine(map({}, { QueryLanguage: 'JSONata', ...machine({ P: end }) })),
      schema("Field 'QueryLanguage' is not supported at /States/M/ItemProcessor"),
    ],
    [
      'an unknown language',
      machine(pass({ QueryLanguage: 'foo', InputPath: '$.a' })),
      onlyFor('JSONata', 'InputPath', '/States/X'),
      schema('Value should be one of the following: [JSONPath, JSONata] at /States/X/QueryLanguage'),
    ],
    ['a language that is no text', machine({ X: end }, { QueryLanguage: 5 }), schema('Expected value of type [STRING] at /QueryLanguage')],
    ['a negative MaxConcurrency', machine(map({ MaxConcurrency: -1 })), schema('Minimum value is 0 at /States/M/MaxConcurrency')],
    [
      'Credentials without a role',
      machine(task({ Credentials: { Role: 'x' } })),
      schema("The field 'RoleArn' is required but was missing at /States/T/Credentials"),
    ],
    [
      'a payload field that is no path',
      machine(pass({ Assign: { 'Variable.$': 'Test' } })),
      schema("The value for the field 'Variable.$' must be a valid JSONPath or a valid intrinsic function call at /States/X/Assign"),
    ],
    [
      'an intrinsic function that is none',
      machine(pass({ Parameters: { 'a.$': "States.Nonsense('x')" } })),
      schema("The value for the field 'a.$' must be a valid JSONPath or a valid intrinsic function call at /States/X/Parameters"),
    ],
    [
      'an intrinsic function without its end',
      machine(pass({ Parameters: { b: { 'a.$': "States.Format('{}', $.x" } } })),
      schema("The value for the field 'a.$' must be a valid JSONPath or a valid intrinsic function call at /States/X/Parameters/b"),
    ],
    ['JSONata that cannot be parsed', output('phone[1,2)'), 'INVALID_JSONATA_EXPRESSION: Expected "]", got "," at /States/X/Output/v'],
    ['JSONata that ends too early', output('1 +'), 'INVALID_JSONATA_EXPRESSION: Unexpected end of expression at /States/X/Output/v'],
    [
      'JSONata text without its end',
      output('"unterminated'),
      'INVALID_JSONATA_EXPRESSION: String literal must be terminated by a matching quote at /States/X/Output/v',
    ],
    ['JSONata of nothing', output(''), 'INVALID_JSONATA_EXPRESSION: Unexpected end of expression at /States/X/Output/v'],
    ['a name at the top level', output('phone[0]'), topLevel('phone')],
    ['two of them', output('aaa + bbb'), topLevel('aaa'), topLevel('bbb')],
    ['one inside a lambda', output('$map($states.input.a, function($x){ b })'), topLevel('b')],
    ['the context item', output('$.phone'), topLevel('$')],
    ['the root', output('$$'), "UNSUPPORTED_JSONATA_EXPRESSION: Reference to '$$' is not supported. at /States/X/Output/v"],
    [
      'an error outside a catcher',
      output('$states.errorOutput.Cause'),
      "UNSUPPORTED_JSONATA_EXPRESSION: Field '$states.errorOutput' does not exist. at /States/X/Output/v",
    ],
    [
      'a top-level name in a condition',
      jsonata(choice({ Condition: '{% phone = 1 %}' })),
      "UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'phone' at the top level is not supported. at /States/C/Choices[0]/Condition",
    ],
    [
      'one in a catcher',
      jsonata({ ...task({ Catch: [{ ErrorEquals: ['X'], Output: { v: '{% phone %}' }, Next: 'D' }] }), D: end }),
      "UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'phone' at the top level is not supported. at /States/T/Catch[0]/Output/v",
    ],
  ])('with %s', ([, definition, ...lines]) => {
    expect(linesOf(definition)).toEqual(lines);
    expect(refusalOf(definition).message).toBe(`Invalid State Machine Definition: '${lines.join(', ')}'`);
  });

  it('with text that is no JSON, which has no place', () => {
    expect(linesOf('{not json')).toEqual([expect.stringMatching(/^INVALID_JSON_DESCRIPTION: .+ at null$/)]);
  });

  // Recorded on AWS (validation.api.test_illegal_callbacks); two blanks included.
  it.for(['waitForTaskToken', 'sync'] as const)('as Express machine with .%s', (pattern) => {
    const definition = machine(task({ Resource: `arn:aws:states:::sqs:sendMessage.${pattern}` }));
    expect(linesOf(definition, 'EXPRESS')).toEqual([
      schema(`Express state machine does not support '.${pattern}' service integration  at /States/T/Resource`),
    ]);
  });
});

describe('by the States Language, in our words', () => {
  // Rules: States Language and Developer Guide [D]; what AWS says of them is not known [U].
  it.for<[string, Fields, string]>([
    ['an unknown type', machine({ A: { Type: 'Loop', End: true } }), '/States/A/Type'],
    ['no type', machine({ A: { End: true } }), '/States/A'],
    ['a state that is no object', machine({ A: 1 }), '/States/A'],
    ['States that are a list', { StartAt: 'A', States: [] }, '/States'],
    ['an unknown field of the machine', machine({ A: end }, { Startat: 'A' }), '/'],
    ['another version', machine({ A: end }, { Version: '2.0' }), '/Version'],
    ['a timeout of no second', machine({ A: end }, { TimeoutSeconds: 0 }), '/TimeoutSeconds'],
    ['the same name twice', machine({ A: { ...(map({}, machine({ A: end }))['M'] as Fields) } }), '/States/A/ItemProcessor/States/A'],
    ['a name of 81 characters', machine({ ['x'.repeat(81)]: end }), `/States/${'x'.repeat(81)}`],
    ['neither Next nor End', machine({ ...task({ Catch: [{ ErrorEquals: ['X'], Next: 'A' }] }), A: { Type: 'Pass' } }), '/States/A'],
    ['both Next and End', machine({ A: { Type: 'Pass', Next: 'B', End: true }, B: end }), '/States/A'],
    ['a task without Resource', machine({ T: { Type: 'Task', End: true } }), '/States/T'],
    ['a resource that is no ARN', machine(task({ Resource: 'x' })), '/States/T/Resource'],
    ['a heartbeat as long as the timeout', machine(task({ TimeoutSeconds: 5, HeartbeatSeconds: 5 })), '/States/T/HeartbeatSeconds'],
    ['two timeouts', machine(task({ TimeoutSeconds: 5, TimeoutSecondsPath: '$.t' })), '/States/T/TimeoutSeconds'],
    ['a wait for nothing', machine(wait({})), '/States/W'],
    ['a wait for two things', machine(wait({ Seconds: 1, Timestamp: '2026-01-01T00:00:00Z' })), '/States/W'],
    ['a time that is none', machine(wait({ Timestamp: '2026-13-01T00:00:00Z' })), '/States/W/Timestamp'],
    ['a time without offset', machine(wait({ Timestamp: '2026-01-01T00:00:00' })), '/States/W/Timestamp'],
    ['seconds in words', jsonata(wait({ Seconds: 'ten' })), '/States/W/Seconds'],
    ['half a second', machine(wait({ Seconds: 0.5 })), '/States/W/Seconds'],
    ['a Map without processor', machine({ M: { Type: 'Map', End: true } }), '/States/M'],
    [
      'an unknown mode',
      machine(map({}, { ProcessorConfig: { Mode: 'EAGER' }, ...machine({ P: end }) })),
      '/States/M/ItemProcessor/ProcessorConfig/Mode',
    ],
    ['more than all failures tolerated', machine(map({ ToleratedFailurePercentage: 101 })), '/States/M/ToleratedFailurePercentage'],
    ['a Parallel without branches', machine({ P: { Type: 'Parallel', Branches: [], End: true } }), '/States/P'],
    ['a Choice without rules', machine({ C: { Type: 'Choice', Choices: [], Default: 'D' }, D: end }), '/States/C'],
    ['a rule without comparison', machine(choice({ Variable: '$.x' })), '/States/C/Choices[0]'],
    ['a rule with two comparisons', machine(choice({ Variable: '$.x', IsNull: true, IsString: true })), '/States/C/Choices[0]'],
    ['a rule without Variable', machine(choice({ IsNull: true })), '/States/C/Choices[0]'],
    ['an operand of another type', machine(choice({ Variable: '$.x', NumericEquals: '1' })), '/States/C/Choices[0]/NumericEquals'],
    ['a comparison that does not exist', machine(choice({ Variable: '$.x', BooleanLessThan: true })), '/States/C/Choices[0]'],
    [
      'a time that is none in a rule',
      machine(choice({ Variable: '$.x', TimestampEquals: 'noon' })),
      '/States/C/Choices[0]/TimestampEquals',
    ],
    ['Next inside And', machine(choice({ And: [{ Variable: '$.x', IsNull: true, Next: 'D' }] })), '/States/C/Choices[0]/And[0]'],
    ['an empty Or', machine(choice({ Or: [] })), '/States/C/Choices[0]/Or'],
    ['a rule without Condition', jsonata(choice({})), '/States/C/Choices[0]'],
    ['a path that is none', machine(pass({ InputPath: 'a.b' })), '/States/X/InputPath'],
    ['a ResultPath to many places', machine(pass({ ResultPath: '$.a[*]' })), '/States/X/ResultPath'],
    [
      'States.ALL before another retrier',
      machine(task({ Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['X'] }] })),
      '/States/T/Retry[0]/ErrorEquals',
    ],
    ['a retrier for nothing', machine(task({ Retry: [{ ErrorEquals: [] }] })), '/States/T/Retry[0]/ErrorEquals'],
    ['a backoff below 1', machine(task({ Retry: [{ ErrorEquals: ['X'], BackoffRate: 0.5 }] })), '/States/T/Retry[0]/BackoffRate'],
    ['an unknown jitter', machine(task({ Retry: [{ ErrorEquals: ['X'], JitterStrategy: 'SOME' }] })), '/States/T/Retry[0]/JitterStrategy'],
    [
      'a delay of a year and more',
      machine(task({ Retry: [{ ErrorEquals: ['X'], MaxDelaySeconds: 31_622_400 }] })),
      '/States/T/Retry[0]/MaxDelaySeconds',
    ],
    ['an unknown field in a retrier', machine(task({ Retry: [{ ErrorEquals: ['X'], Attempts: 1 }] })), '/States/T/Retry[0]'],
    [
      'ResultPath in a JSONata catcher',
      jsonata({ ...task({ Catch: [{ ErrorEquals: ['X'], Next: 'D', ResultPath: '$' }] }), D: end }),
      '/States/T/Catch[0]',
    ],
    ['a catcher without Next', machine(task({ Catch: [{ ErrorEquals: ['X'] }] })), '/States/T/Catch[0]'],
  ])('%s', ([, definition, location]) => {
    const problem = refusalOf(definition);
    expect(problem).toBeInstanceOf(InvalidDefinition);
    expect(new Set((problem as InvalidDefinition).diagnostics.map((diagnostic) => diagnostic.location))).toEqual(new Set([location]));
  });
});

describe('for what only the local cloud lacks', () => {
  it.for(['ItemReader', 'ItemBatcher', 'ResultWriter'])('%s is one plain line', (field) => {
    const problem = refusalOf(machine(map({ [field]: {} })));
    expect(problem).toBeInstanceOf(UnsupportedDefinition);
    expect(problem.message).toBe(`not supported by the local cloud: the field '${field}' at /States/M`);
  });
});

describe('What AWS takes', () => {
  // Measured on AWS: floci-io/floci#2699, #2786, #2968 [S].
  it.for<[string, Fields]>([
    ['an inner graph without end', machine(map({}, machine({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } })))],
    ['names in predicates, and variables nobody has set', output('$states.input.items[phone > 3] ~> $count() + $phone')],
    [
      'expressions in comments, targets and error names',
      jsonata(task({ Comment: '{% phone %}', Retry: [{ ErrorEquals: ['{% phone %}'] }] })),
    ],
    [
      'the error inside a catcher',
      jsonata({
        ...task({
          Catch: [{ ErrorEquals: ['X'], Output: '{% $states.errorOutput %}', Assign: { e: '{% $states.errorOutput.Cause %}' }, Next: 'D' }],
        }),
        D: end,
      }),
    ],
    ['Assign in JSONPath', machine(pass({ Assign: { counter: 1 } }))],
    [
      "a Map's own JSONata fields in a JSONPath machine",
      machine(map({ QueryLanguage: 'JSONata', Items: '{% [1, 2] %}', Output: '{% $count($states.result) %}' })),
    ],
    ['a MaxConcurrency beyond any number of items', machine(map({ MaxConcurrency: 9_223_372_036_854_776_000 }))],
    ['an expression-like text in JSONPath', machine(pass({ Parameters: { v: '{% phone %}' } }))],
  ])('%s is taken', ([, definition]) => {
    expect(() => parseMachine(JSON.stringify(definition))).not.toThrow();
  });
});
