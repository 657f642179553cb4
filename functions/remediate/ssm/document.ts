/** An Automation document as its author wrote it: what it takes, what it does, and what speaks against these parameters. */
import * as z from 'zod';
import { InputError, UpstreamError } from '#kernel/errors.ts';

const parameterSchema = z.object({
  type: z.string(),
  default: z.unknown().optional(),
  allowedValues: z.array(z.unknown()).optional(),
  allowedPattern: z.string().optional(),
});

/** Schema 0.3, the only one of Automation [D: user guide, "Schema version 0.3"]. */
const documentSchema = z.object({
  description: z.string().optional(),
  parameters: z.record(z.string(), parameterSchema).default({}),
  mainSteps: z.array(z.object({ name: z.string(), action: z.string() })),
});

export type AutomationDocument = z.infer<typeof documentSchema>;

/** UpstreamError for text that is no Automation document. */
export const readDocument = (content: string): AutomationDocument => {
  try {
    const { data } = documentSchema.safeParse(JSON.parse(content));
    if (data !== undefined) return data;
  } catch {
    // not JSON: said below
  }
  throw new UpstreamError('SSM keeps the document in a form it should not have.', { reason: 'malformed', status: 200 });
};

/** The whole value, as AWS asks it [U: whether anchored]; undefined for what JavaScript cannot read, which AWS then judges alone. */
const patternOf = (pattern: string): RegExp | undefined => {
  try {
    return new RegExp(`^(?:${pattern})$`);
  } catch {
    return undefined;
  }
};

const refuse = (message: string): never => {
  throw new InputError(message, { reason: 'parameters' });
};

/** InputError, without any value, for parameters that AWS would refuse; `byRateControl` is the one that rate control fills. */
export const checkParameters = (
  document: AutomationDocument,
  given: Readonly<Record<string, string>>,
  byRateControl: string | undefined,
): void => {
  for (const [name, { default: fallback }] of Object.entries(document.parameters)) {
    if (fallback === undefined && name !== byRateControl && !Object.hasOwn(given, name))
      refuse(`The document needs the parameter ${name}.`);
  }
  for (const [name, value] of Object.entries(given)) {
    const declared = Object.hasOwn(document.parameters, name) ? document.parameters[name] : undefined;
    const { allowedValues, allowedPattern } = declared ?? refuse(`The document has no parameter ${name}.`);
    if (allowedValues !== undefined && !allowedValues.map(String).includes(value))
      refuse(`The document does not allow this value of ${name}.`);
    if (allowedPattern !== undefined && patternOf(allowedPattern)?.test(value) === false)
      refuse(`The value of ${name} does not match the document's pattern.`);
  }
};
