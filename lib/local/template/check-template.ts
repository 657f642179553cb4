/** Checks the shape of a template before it is read: what CloudFormation would refuse at once is one line with its place. */
import type { Template } from './assembly.ts';
import { TemplateError } from './template-error.ts';

type Fields = Readonly<Record<string, unknown>>;

const fields = (value: unknown, where: string, what: string): Fields => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new TemplateError(where, `${what} is ${JSON.stringify(value)}, expected a group of fields`);
};

const sections = ['Resources', 'Outputs', 'Parameters', 'Conditions', 'Mappings'] as const;

export const checkTemplate = (stack: string, value: unknown): Template => {
  const template = fields(value, stack, 'the template');
  if (template['Transform'] !== undefined)
    throw new TemplateError(stack, `the transform ${JSON.stringify(template['Transform'])} is not supported`);
  for (const section of sections) if (template[section] !== undefined) fields(template[section], stack, section);
  for (const [logicalId, resource] of Object.entries((template['Resources'] ?? {}) as Fields)) {
    const where = `${stack}/${logicalId}`;
    const { Type: type, Properties: properties } = fields(resource, where, 'the resource');
    if (typeof type !== 'string') throw new TemplateError(where, 'the resource has no Type');
    if (properties !== undefined) fields(properties, where, 'Properties');
  }
  for (const [name, output] of Object.entries((template['Outputs'] ?? {}) as Fields))
    if (fields(output, `${stack} output ${name}`, 'the output')['Value'] === undefined)
      throw new TemplateError(`${stack} output ${name}`, 'the output has no Value');
  return template as Template;
};
