/** A launch's extra variables, checked beforehand against what the template asks for: AWX drops what it was not asked for and launches all the same. */
import { InputError } from '#kernel/errors.ts';
import type { Launch } from '#kernel/target.ts';
import type { AwxJob, AwxLaunchOptions, AwxQuestion } from './wire.ts';

/** The variable every launch of ours carries, so that its job can be found again. */
const keyVariable = 'streamwarden_key';

type Value = string | number | readonly string[];
export type Variables = Readonly<Record<string, Value>>;

/** Ansible takes where and how it connects from variables of this name: https://docs.ansible.com/ansible/latest/reference_appendices/special_variables.html [D]. */
const connects = /^ansible_/i;

const checkName = (name: string): void => {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(name))
    throw new InputError('A parameter has no name of a variable.', { reason: 'variable_name' });
  if (connects.test(name) || name === keyVariable)
    throw new InputError(`A parameter may not be called ${name}.`, { reason: 'variable_name' });
};

/** AWX keeps Ansible from expanding what was given at launch, unless ALLOW_JINJA_IN_EXTRA_VARS is set to `always` [D]; so nothing that could be expanded is sent. */
const checkValue = (name: string, value: string): void => {
  if (!value.isWellFormed()) throw new InputError(`Parameter ${name} is no Unicode text.`, { reason: 'value' });
  if (/\{[{%#]/.test(value)) throw new InputError(`Parameter ${name} holds what Jinja would expand.`, { reason: 'value' });
};

const numberPattern = { integer: /^-?[0-9]{1,15}$/, float: /^-?[0-9]{1,15}(?:\.[0-9]{1,15})?$/ } as const;

/** The value as the survey's question wants it; the rules are `_survey_element_validation`'s in awx/main/models/mixins.py [S]. */
const answerTo = (question: AwxQuestion, value: string): Value => {
  const { type, variable, choices, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = question;
  const refuse = (says: string): never => {
    throw new InputError(`Parameter ${variable} ${says}, says the template's survey.`, { reason: 'survey' });
  };
  if (type === 'multiplechoice' || type === 'multiselect') {
    if (!choices.includes(value)) refuse('is none of its choices');
    return type === 'multiselect' ? [value] : value;
  }
  if (type === 'integer' || type === 'float') {
    if (!numberPattern[type].test(value)) refuse(`must be a number (${type})`);
    const number = Number(value);
    return number < min || number > max ? refuse('is out of bounds') : number;
  }
  // AWX puts the default in the place of this text.
  if (type === 'password' && value === '$encrypted$') refuse('may not be this text');
  const length = [...value].length;
  return length < min || length > max ? refuse('is too short or too long') : value;
};

/** The variables to send. InputError where the template would drop one, lacks one, or refuses one. */
export const variablesFor = (launch: Launch, options: AwxLaunchOptions, questions: readonly AwxQuestion[]): Variables => {
  const asked = new Map(questions.map((question) => [question.variable, question]));
  for (const [name, value] of Object.entries(launch.parameters)) {
    checkName(name);
    checkValue(name, value);
  }
  const given = { ...launch.parameters, [keyVariable]: launch.idempotencyKey };
  const missing = options.variables_needed_to_start.filter((name) => !Object.hasOwn(given, name));
  if (missing.length > 0) throw new InputError('The template needs variables the rule does not give.', { reason: 'needs_input' });
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const question = asked.get(name);
      if (question !== undefined) return [name, answerTo(question, value)];
      if (options.ask_variables_on_launch) return [name, value];
      throw new InputError(`The template would drop ${name}: set "Prompt on launch" for its variables, or ask for ${name} in its survey.`, {
        reason: 'no_prompt',
      });
    }),
  );
};

/** The key a job was launched under; undefined when it is not ours. */
export const keyOf = (job: AwxJob): unknown => {
  try {
    const variables: unknown = JSON.parse(job.extra_vars ?? '{}');
    return typeof variables === 'object' && variables !== null ? Reflect.get(variables, keyVariable) : undefined;
  } catch {
    return undefined; // AWX also takes YAML here; ours are always JSON.
  }
};
