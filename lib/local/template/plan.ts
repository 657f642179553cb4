/** Puts the resources of all stacks in the order in which they can be created, and finds what can never be created. */
import type { Resource, Stack } from './assembly.ts';
import { evaluateCondition } from './conditions.ts';
import { referencesOf } from './references.ts';
import { TemplateError } from './template-error.ts';

export interface PlannedResource {
  readonly stack: Stack;
  readonly logicalId: string;
  readonly resource: Resource;
}

export interface Plan {
  readonly order: readonly PlannedResource[];
  /** Whether a named condition of a stack holds. */
  condition(stack: Stack, name: string): boolean;
}

const pseudoParameters: ReadonlySet<string> = new Set(
  ['AccountId', 'NotificationARNs', 'NoValue', 'Partition', 'Region', 'StackId', 'StackName', 'URLSuffix'].map((name) => `AWS::${name}`),
);

const conditionOf = (
  stack: Stack,
  parameters: (stack: Stack, name: string) => unknown,
  name: string,
  path: readonly string[] = [],
): boolean => {
  const where = `${stack.name} condition ${name}`;
  if (path.includes(name)) throw new TemplateError(where, `circular reference ${[...path.slice(path.indexOf(name)), name].join(' -> ')}`);
  const expression = stack.template.Conditions?.[name];
  if (expression === undefined) throw new TemplateError(where, 'there is no condition of that name');
  const value = (operand: unknown): unknown => {
    if (typeof operand !== 'object' || operand === null) return operand;
    const reference = (operand as { Ref?: unknown }).Ref;
    const found = typeof reference === 'string' ? parameters(stack, reference) : undefined;
    if (found === undefined) throw new TemplateError(where, `${JSON.stringify(operand)} cannot be used in a condition`);
    return found;
  };
  return evaluateCondition(expression, { where, condition: (other) => conditionOf(stack, parameters, other, [...path, name]) }, value);
};

/** The order of creation; TemplateError for a dangling reference, an import nobody exports, or a circle. */
export const planResources = (stacks: readonly Stack[], parameters: (stack: Stack, name: string) => unknown): Plan => {
  const condition = (stack: Stack, name: string): boolean => conditionOf(stack, parameters, name);
  const exports = new Map<string, { stack: Stack; value: unknown; output: string }>();
  for (const stack of stacks)
    for (const [output, { Export, Value }] of Object.entries(stack.template.Outputs ?? {}))
      if (typeof Export?.Name === 'string') {
        const other = exports.get(Export.Name);
        if (other)
          throw new TemplateError(
            `${stack.name} output ${output}`,
            `exports '${Export.Name}', which ${other.stack.name} output ${other.output} exports already`,
          );
        exports.set(Export.Name, { stack, value: Value, output });
      }

  const order: PlannedResource[] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const isPresent = (stack: Stack, resource: Resource): boolean => resource.Condition === undefined || condition(stack, resource.Condition);

  const visitExpression = (stack: Stack, expression: unknown, where: string): void => {
    const { names, imports } = referencesOf(expression, (name) => condition(stack, name));
    for (const name of names) {
      if (pseudoParameters.has(name) || name in (stack.template.Parameters ?? {})) continue;
      visit(stack, name, where);
    }
    for (const name of imports) {
      const exported = exports.get(name);
      if (!exported) throw new TemplateError(where, `imports '${name}', which no stack exports`);
      const output = `${exported.stack.name} output ${exported.output}`;
      if (path.includes(output))
        throw new TemplateError(output, `circular reference ${[...path.slice(path.indexOf(output)), output].join(' -> ')}`);
      path.push(output);
      visitExpression(exported.stack, exported.value, output);
      path.pop();
    }
  };

  const visit = (stack: Stack, logicalId: string, from: string): void => {
    const key = `${stack.name}/${logicalId}`;
    if (done.has(key)) return;
    const resource = stack.template.Resources?.[logicalId];
    if (!resource || !isPresent(stack, resource))
      throw new TemplateError(from, `refers to '${logicalId}', which is neither a resource nor a parameter of the stack`);
    if (path.includes(key)) throw new TemplateError(key, `circular reference ${[...path.slice(path.indexOf(key)), key].join(' -> ')}`);
    path.push(key);
    for (const other of [resource.DependsOn ?? []].flat()) if (!isAbsent(stack, other)) visit(stack, other, `${key} DependsOn`);
    visitExpression(stack, resource.Properties, key);
    path.pop();
    done.add(key);
    order.push({ stack, logicalId, resource });
  };

  const isAbsent = (stack: Stack, logicalId: string): boolean => {
    const resource = stack.template.Resources?.[logicalId];
    return resource !== undefined && !isPresent(stack, resource);
  };

  for (const stack of stacks) {
    for (const [logicalId, resource] of Object.entries(stack.template.Resources ?? {}))
      if (isPresent(stack, resource)) visit(stack, logicalId, stack.name);
    for (const [name, output] of Object.entries(stack.template.Outputs ?? {}))
      if (output.Condition === undefined || condition(stack, output.Condition))
        visitExpression(stack, output.Value, `${stack.name} output ${name}`);
  }
  return { order, condition };
};
