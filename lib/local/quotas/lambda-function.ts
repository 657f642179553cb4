/** What Lambda refuses when a function is created. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Properties } from '../template/properties.ts';
import { TemplateError } from '../template/template-error.ts';
import { checkLength, checkPattern, checkRange } from './constraint.ts';

/** Function configuration [D: quotas page; API reference, CreateFunction]. */
const timeoutSeconds = { least: 1, most: 900 };
const memoryMb = { least: 128, most: 10_240 };
const storageMb = { least: 512, most: 10_240 };
const nameCharacters = { least: 1, most: 64 };
const handlerCharacters = { most: 128 };
const descriptionCharacters = { most: 256 };
/** Deployment package with layers, unzipped [D: quotas page, 250 MB]; the sentence [S: frinyvonnick/node-html-to-image#57]. */
const maxCodeBytes = 262_144_000;
/** All environment variables together [D: quotas page, 4 KB], measured as the JSON of the map [S: github-aws-runners/terraform-aws-github-runner#3594]. */
const maxEnvironmentBytes = 4_096;
/** Names of environment variables [D: "Working with Lambda environment variables"]; the sentence [S: trek10inc/serverless-secrets#39]. */
const variableName = /^[a-zA-Z]([a-zA-Z0-9_])+$/;
/** Variables a template cannot set [D: "Defined runtime environment variables"]; the sentence [S: aws/aws-cdk#28048]. */
const reservedVariables: ReadonlySet<string> = new Set([
  ...['_HANDLER', '_X_AMZN_TRACE_ID', 'AWS_DEFAULT_REGION', 'AWS_REGION', 'AWS_EXECUTION_ENV', 'AWS_LAMBDA_FUNCTION_NAME'],
  ...['AWS_LAMBDA_FUNCTION_MEMORY_SIZE', 'AWS_LAMBDA_FUNCTION_VERSION', 'AWS_LAMBDA_INITIALIZATION_TYPE', 'AWS_LAMBDA_LOG_GROUP_NAME'],
  ...['AWS_LAMBDA_LOG_STREAM_NAME', 'AWS_ACCESS_KEY', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'],
  ...['AWS_LAMBDA_RUNTIME_API', 'LAMBDA_TASK_ROOT', 'LAMBDA_RUNTIME_DIR'],
]);

const unable = 'Lambda was unable to configure your environment variables because the environment variables you have provided';

const checkEnvironment = (where: string, variables: Readonly<Record<string, string>>): void => {
  const names = Object.keys(variables);
  const reserved = names.filter((name) => reservedVariables.has(name));
  if (reserved.length > 0)
    throw new TemplateError(
      where,
      `${unable} contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  const odd = names.find((name) => !variableName.test(name));
  if (odd !== undefined)
    throw new TemplateError(
      where,
      `1 validation error detected: Value at 'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+] ('${odd}')`,
    );
  const bytes = Buffer.byteLength(JSON.stringify(variables));
  if (bytes > maxEnvironmentBytes) throw new TemplateError(where, `${unable} exceeded the 4KB limit (${bytes} bytes)`);
  const ours = names.find((name) => name.startsWith('AWS_ENDPOINT_URL'));
  if (ours !== undefined) throw new TemplateError(where, `the variable ${ours} would lead away from the local cloud, which sets it itself`);
};

const bytesIn = (path: string): number => {
  const entry = statSync(path);
  return entry.isDirectory() ? readdirSync(path).reduce((sum, name) => sum + bytesIn(join(path, name)), 0) : entry.size;
};

/** TemplateError in Lambda's words for the first thing wrong; `variables` are the template's own. */
export const checkFunction = (
  properties: Properties,
  { name, folder, variables }: { readonly name: string; readonly folder: string; readonly variables: Readonly<Record<string, string>> },
): void => {
  const { where } = properties;
  checkLength(where, 'functionName', name, nameCharacters);
  checkPattern(where, 'functionName', name, /^[a-zA-Z0-9-_]+$/);
  checkLength(where, 'handler', properties.text('Handler'), handlerCharacters);
  checkLength(where, 'description', properties.optionalText('Description'), descriptionCharacters);
  checkRange(where, 'timeout', properties.optionalNumber('Timeout'), timeoutSeconds);
  checkRange(where, 'memorySize', properties.optionalNumber('MemorySize'), memoryMb);
  checkRange(where, 'ephemeralStorage.size', properties.group('EphemeralStorage').optionalNumber('Size'), storageMb);
  checkEnvironment(where, variables);
  if (bytesIn(folder) >= maxCodeBytes) throw new TemplateError(where, `Unzipped size must be smaller than ${maxCodeBytes} bytes`);
};
