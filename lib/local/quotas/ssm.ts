/** What SSM refuses of the start of an automation [D: API reference, StartAutomationExecution; the sentences U]. */
import { AwsError } from '../service.ts';

/** Of a document of schema 0.3. */
export interface DocumentParameter {
  readonly type: string;
  readonly default?: unknown;
  readonly allowedValues?: readonly unknown[];
  readonly allowedPattern?: string;
}

interface Start {
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly clientToken: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly targetParameter: string | undefined;
}

/** Parameters of a start, their names' and values' length, tags of an execution, and executions at once [D: endpoints and quotas]. */
const limits = { parameters: 200, name: 50, value: 512, tags: 5, tagKey: 128, tagValue: 256, running: 100, queued: 1_000 };

const invalid = (message: string): never => {
  throw new AwsError('InvalidAutomationExecutionParametersException', message);
};

const unreadable = (message: string): never => {
  throw new AwsError('ValidationException', message);
};

const checkShape = ({ parameters, clientToken, tags }: Start): void => {
  const entries = Object.entries(parameters);
  if (clientToken !== undefined && !/^[a-fA-F0-9]{8}(?:-[a-fA-F0-9]{4}){3}-[a-fA-F0-9]{12}$/.test(clientToken))
    unreadable("Value at 'clientToken' failed to satisfy constraint: Member must satisfy regular expression pattern of a UUID");
  if (entries.length > limits.parameters) unreadable("Value at 'parameters' has too many members");
  if (entries.some(([name]) => name.length === 0 || name.length > limits.name)) unreadable("A key of 'parameters' has a wrong length");
  if (entries.some(([, values]) => values.some((value) => value.length === 0 || value.length > limits.value)))
    unreadable("A value of 'parameters' has a wrong length");
  const tagged = Object.entries(tags);
  if (tagged.length > limits.tags) unreadable("Value at 'tags' has too many members");
  const isTag = ([key, value]: readonly [string, string]): boolean =>
    /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u.test(key) && !/^aws:/i.test(key) && /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u.test(value);
  if (!tagged.every(isTag)) unreadable("A member of 'tags' is none");
};

/** Throws AwsError for the first thing wrong; `open`: executions that have not ended. */
export const checkStart = (start: Start, declared: Readonly<Record<string, DocumentParameter>>, open: number): void => {
  checkShape(start);
  for (const [name, { default: fallback }] of Object.entries(declared))
    if (fallback === undefined && start.parameters[name] === undefined && name !== start.targetParameter)
      invalid(`Parameter ${name} is required`);
  for (const [name, values] of Object.entries(start.parameters)) {
    const { allowedValues, allowedPattern } = declared[name] ?? invalid(`Parameter ${name} is not declared`);
    if (allowedValues !== undefined && !values.every((value) => allowedValues.map(String).includes(value)))
      invalid(`Parameter ${name} has a value that is not allowed`);
    if (allowedPattern !== undefined && !values.every((value) => new RegExp(`^(?:${allowedPattern})$`).test(value)))
      invalid(`Parameter ${name} does not match the allowed pattern`);
  }
  if (open >= limits.running + limits.queued)
    throw new AwsError('AutomationExecutionLimitExceededException', 'The number of simultaneously running executions exceeded the limit');
};
