/** A template's survey as AWX keeps and applies it: `_survey_element_validation` and `_accept_or_ignore_variables` in awx/main/models/mixins.py [S]. */

export interface AwxSurveyQuestion {
  readonly variable: string;
  readonly type: 'text' | 'textarea' | 'password' | 'integer' | 'float' | 'multiplechoice' | 'multiselect';
  readonly required: boolean;
  readonly min?: number | string | null;
  readonly max?: number | string | null;
  readonly choices?: string | readonly string[];
}

type Given = Readonly<Record<string, unknown>>;

const limit = (bound: number | string | null | undefined, otherwise: number): number =>
  bound === undefined || bound === null || bound === '' ? otherwise : Number(bound);

const within = (size: number, { min, max }: AwxSurveyQuestion): boolean =>
  size >= limit(min, Number.NEGATIVE_INFINITY) && size <= limit(max, Number.POSITIVE_INFINITY);

const choicesOf = ({ choices = [] }: AwxSurveyQuestion): readonly unknown[] =>
  typeof choices === 'string' ? choices.split('\n') : choices;

/** What AWX thinks of one answer; undefined when nothing is wrong. */
const mistake = (question: AwxSurveyQuestion, value: unknown): string | undefined => {
  const { variable, type } = question;
  switch (type) {
    case 'multiplechoice':
      return choicesOf(question).includes(value) ? undefined : `Value for '${variable}' expected to be one of its choices.`;
    case 'multiselect':
      if (!Array.isArray(value)) return `'${variable}' value is expected to be a list.`;
      return value.every((one) => choicesOf(question).includes(one)) ? undefined : `Value for '${variable}' expected to be of its choices.`;
    case 'integer':
    case 'float':
      if (typeof value !== 'number' || (type === 'integer' && !Number.isInteger(value)))
        return `Value for '${variable}' expected to be a number.`;
      return within(value, question) ? undefined : `'${variable}' value is out of bounds.`;
    default:
      if (typeof value !== 'string') return `Value for '${variable}' expected to be a string.`;
      return within([...value].length, question) ? undefined : `'${variable}' value is too small or too large.`;
  }
};

/** What a launch takes of the variables it was given, what it drops, and why it would not start at all. */
export const acceptVariables = (given: Given, questions: readonly AwxSurveyQuestion[], prompts: boolean) => {
  const errors = questions.flatMap((question) => {
    const { variable, required } = question;
    if (!Object.hasOwn(given, variable)) return required ? [`'${variable}' value missing`] : [];
    return mistake(question, given[variable]) ?? [];
  });
  const asked = new Set(questions.map(({ variable }) => variable));
  const accepted = Object.fromEntries(Object.entries(given).filter(([name]) => prompts || asked.has(name)));
  const ignored = Object.fromEntries(Object.entries(given).filter(([name]) => !Object.hasOwn(accepted, name)));
  return { accepted, ignored, errors };
};
