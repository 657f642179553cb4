/** Creates every resource of an assembly in the local cloud, in the order of their references. */

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { CloudParts } from '../cloud-parts.ts';
import { checkTemplateQuotas } from '../quotas/cloudformation.ts';
import type { CreatedResource, ResourceType } from '../resources/resource-type.ts';
import type { Stack } from './assembly.ts';
import { evaluate, type Lookups, noValue } from './intrinsics.ts';
import { type PlannedResource, planResources } from './plan.ts';
import { Properties } from './properties.ts';
import { TemplateError } from './template-error.ts';

const pseudoParameter = (stack: Stack, name: string, parts: CloudParts): unknown =>
  ({
    'AWS::AccountId': parts.account,
    'AWS::Region': parts.region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stack.name,
    'AWS::StackId': `arn:aws:cloudformation:${parts.region}:${parts.account}:stack/${stack.name}/local`,
    'AWS::NotificationARNs': [],
    'AWS::NoValue': noValue,
  })[name];

const checkTypes = (stacks: readonly Stack[], types: ReadonlyMap<string, ResourceType>): void => {
  for (const stack of stacks)
    for (const [logicalId, { Type }] of Object.entries(stack.template.Resources ?? {}))
      if (!types.has(Type))
        throw new TemplateError(`${stack.name}/${logicalId}`, `the resource type ${Type} is not supported by the local cloud`);
};

const findAsset = (stack: Stack, where: string, objectKey: string): string => {
  const hash =
    objectKey
      .split('/')
      .at(-1)
      ?.replace(/\.[a-z0-9]{1,8}$/, '') ?? '';
  const path = stack.assets.get(hash);
  if (path === undefined) throw new TemplateError(where, `the asset ${objectKey} is in no asset manifest`);
  if (!existsSync(path)) throw new TemplateError(where, `the asset ${path} is missing; run \`npm run synth\``);
  return path;
};

/** `stack-LogicalId-1A2B3C4D`, cut to what names of all services allow. */
const generatedName = (stack: Stack, logicalId: string): string => {
  const ending = createHash('sha256').update(`${stack.name}/${logicalId}`).digest('hex').slice(0, 8);
  return `${`${stack.name}-${logicalId}`.slice(0, 54)}-${ending}`;
};

/** What a service refuses of a resource is the template's mistake: one line with its place. */
const createOrSayWhere = async <Result>(where: string, create: () => Promise<Result>): Promise<Result> => {
  try {
    return await create();
  } catch (error) {
    throw error instanceof TemplateError ? error : new TemplateError(where, error instanceof Error ? error.message : String(error), error);
  }
};

const outputText = (value: unknown, where: string): string => {
  if (['string', 'number', 'boolean'].includes(typeof value)) return String(value);
  throw new TemplateError(where, `the value is ${JSON.stringify(value)}, expected text`);
};

/** Creates everything; gives the outputs of all stacks. TemplateError, one line, for what cannot be created. */
export const deploy = async (
  stacks: readonly Stack[],
  resourceTypes: readonly ResourceType[],
  parts: CloudParts,
): Promise<Readonly<Record<string, string>>> => {
  const types = new Map(resourceTypes.map((type) => [type.type, type]));
  for (const stack of stacks) checkTemplateQuotas(stack);
  checkTypes(stacks, types);
  const parameter = (stack: Stack, name: string): unknown =>
    pseudoParameter(stack, name, parts) ?? stack.template.Parameters?.[name]?.Default;
  const plan = planResources(stacks, parameter);
  const created = new Map<string, CreatedResource>();

  const lookups = (stack: Stack, where: string): Lookups => ({
    where,
    ref: (name) => {
      const known = parameter(stack, name) ?? created.get(`${stack.name}/${name}`)?.ref;
      if (known === undefined && stack.template.Parameters?.[name])
        throw new TemplateError(where, `Ref to the parameter '${name}', which has no default`);
      return known;
    },
    attribute: (logicalId, name) => {
      const value = created.get(`${stack.name}/${logicalId}`)?.attributes?.[name];
      if (value === undefined) throw new TemplateError(where, `Fn::GetAtt '${logicalId}.${name}': there is no such attribute`);
      return value;
    },
    importValue: (exportName) => {
      for (const other of stacks)
        for (const [output, { Export, Value }] of Object.entries(other.template.Outputs ?? {})) {
          const place = lookups(other, `${other.name} output ${output}`);
          if (Export && evaluate(Export.Name, place) === exportName) return evaluate(Value, place);
        }
      throw new TemplateError(where, `imports '${exportName}', which no stack exports`);
    },
    condition: (name) => plan.condition(stack, name),
    mapping: (map, top, second) => stack.template.Mappings?.[map]?.[top]?.[second],
    availabilityZones: ['a', 'b', 'c'].map((zone) => parts.region + zone),
  });

  const create = async ({ stack, logicalId, resource }: PlannedResource): Promise<void> => {
    const where = `${stack.name}/${logicalId}`;
    const properties = new Properties(
      where,
      evaluate(resource.Properties ?? {}, lookups(stack, where)) as Readonly<Record<string, unknown>>,
    );
    const asset = (objectKey: string): string => findAsset(stack, where, objectKey);
    const request = { logicalId, stackName: stack.name, generatedName: generatedName(stack, logicalId), properties, parts, asset };
    const result = await createOrSayWhere(where, async () => types.get(resource.Type)?.create(request));
    if (result) created.set(where, result);
  };
  for (const planned of plan.order) await create(planned);

  const outputs: Record<string, string> = {};
  for (const stack of stacks)
    for (const [name, output] of Object.entries(stack.template.Outputs ?? {}))
      if (output.Condition === undefined || plan.condition(stack, output.Condition))
        outputs[name] = outputText(evaluate(output.Value, lookups(stack, `${stack.name} output ${name}`)), `${stack.name} output ${name}`);
  return outputs;
};
