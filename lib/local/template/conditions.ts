/** CloudFormation's condition functions: Equals, And, Or, Not and references to named conditions. */
import { TemplateError } from './template-error.ts';

export type Condition = Readonly<Record<string, unknown>>;

interface Where {
  readonly where: string;
  condition(name: string): boolean;
}

/** Whether a condition expression holds; `evaluate` gives the value of what it compares. */
export const evaluateCondition = (expression: unknown, where: Where, evaluate: (value: unknown) => unknown): boolean => {
  if (typeof expression === 'boolean') return expression;
  const [[name, argument] = []] = Object.entries((expression ?? {}) as Condition);
  const parts = Array.isArray(argument) ? argument : [argument];
  const holds = (part: unknown): boolean => evaluateCondition(part, where, evaluate);
  switch (name) {
    case 'Fn::Equals':
      if (parts.length !== 2) throw new TemplateError(where.where, `Fn::Equals has ${parts.length} values, expected two to compare`);
      return String(evaluate(parts[0])) === String(evaluate(parts[1]));
    case 'Fn::And':
      return parts.every(holds);
    case 'Fn::Or':
      return parts.some(holds);
    case 'Fn::Not':
      return !holds(parts[0]);
    case 'Condition':
      return where.condition(String(argument));
    default:
      throw new TemplateError(where.where, `the condition function ${name ?? '(nothing)'} is not supported`);
  }
};
