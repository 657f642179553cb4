/** What CloudFormation refuses of a template before it creates anything. */
import type { Stack } from '../template/assembly.ts';
import { TemplateError } from '../template/template-error.ts';

/** A template uploaded to S3, as `cdk deploy` does [D: quotas page, 1 MB]; the sentence is that of the older limit of 460,800 bytes, with the new number [U]. */
const maxTemplateBytes = 1_000_000;
/** Declarations [D: quotas page]; the sentences [U]. */
const most = { resources: 500, outputs: 200, parameters: 200, mappings: 200 } as const;
/** Description [D: quotas page]; the sentence [U]. */
const maxDescriptionBytes = 1_024;
/** Names of resources, parameters and outputs [D: quotas page; "Template sections"]: letters and digits. */
const logicalId = /^[a-zA-Z0-9]+$/;
const maxNameCharacters = 255;
/** A stack's name [D: API reference, CreateStack]. */
const stackName = /^[a-zA-Z][-a-zA-Z0-9]{0,127}$/;

/** TemplateError, one line, for the first quota a stack's template exceeds. */
export const checkTemplateQuotas = ({ name, template, templateBytes = 0 }: Stack): void => {
  if (!stackName.test(name))
    throw new TemplateError(
      name,
      `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
    );
  if (templateBytes > maxTemplateBytes)
    throw new TemplateError(name, `Template may not exceed ${maxTemplateBytes} bytes in size (it has ${templateBytes})`);
  if (Buffer.byteLength(template.Description ?? '') > maxDescriptionBytes)
    throw new TemplateError(name, `Template format error: 'Description' length is greater than ${maxDescriptionBytes}.`);
  const declared = {
    resources: template.Resources ?? {},
    outputs: template.Outputs ?? {},
    parameters: template.Parameters ?? {},
    mappings: template.Mappings ?? {},
  };
  for (const kind of ['resources', 'outputs', 'parameters', 'mappings'] as const) {
    const names = Object.keys(declared[kind]);
    if (names.length > most[kind])
      throw new TemplateError(
        name,
        `Template format error: Number of ${kind}, ${names.length}, is greater than maximum allowed, ${most[kind]}`,
      );
    const odd = names.find((each) => !logicalId.test(each) || each.length > maxNameCharacters);
    if (odd !== undefined)
      throw new TemplateError(
        `${name}/${odd}`,
        `Template format error: ${kind.slice(0, 1).toUpperCase()}${kind.slice(1, -1)} name ${odd} is non alphanumeric or longer than ${maxNameCharacters} characters.`,
      );
  }
};
