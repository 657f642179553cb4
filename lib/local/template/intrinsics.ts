/** CloudFormation's intrinsic functions, evaluated against what has been created so far. */
import { type Condition, evaluateCondition } from './conditions.ts';
import { TemplateError } from './template-error.ts';

/** What an expression may look at while it is evaluated. */
export interface Lookups {
  /** Names the stack and the resource or output in errors. */
  readonly where: string;
  /** A parameter's, pseudo parameter's or resource's `Ref`; undefined when nothing has that name. */
  ref(name: string): unknown;
  /** A resource's attribute; throws TemplateError when there is none. */
  attribute(logicalId: string, name: string): unknown;
  importValue(exportName: string): unknown;
  condition(name: string): boolean;
  mapping(map: string, topLevelKey: string, secondLevelKey: string): unknown;
  readonly availabilityZones: readonly string[];
}

/** `AWS::NoValue`: the property that holds it disappears. */
export const noValue = Symbol('AWS::NoValue');

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text = (value: unknown, lookups: Lookups, role: string): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TemplateError(lookups.where, `${role} is ${value === undefined ? 'missing' : JSON.stringify(value)}, expected text`);
};

const list = (value: unknown, lookups: Lookups, role: string): readonly unknown[] => {
  if (Array.isArray(value)) return value;
  throw new TemplateError(lookups.where, `${role} is ${JSON.stringify(value)}, expected a list`);
};

/** Arguments of an intrinsic that takes exactly so many. */
const exactly = (count: number, value: unknown, lookups: Lookups, role: string): readonly unknown[] => {
  const values = list(value, lookups, role);
  if (values.length !== count) throw new TemplateError(lookups.where, `${role} has ${values.length} arguments, expected ${count}`);
  return values;
};

const refer = (name: string, lookups: Lookups): unknown => {
  const value = lookups.ref(name);
  if (value === undefined)
    throw new TemplateError(lookups.where, `Ref to '${name}', which is neither a resource nor a parameter of the stack`);
  return value;
};

const attribute = (argument: unknown, lookups: Lookups): unknown => {
  const [id, name] =
    typeof argument === 'string' ? [argument.split('.')[0], argument.split('.').slice(1).join('.')] : list(argument, lookups, 'Fn::GetAtt');
  return lookups.attribute(text(id, lookups, 'Fn::GetAtt resource'), text(evaluate(name, lookups), lookups, 'Fn::GetAtt attribute'));
};

const substitute = (argument: unknown, lookups: Lookups): string => {
  const [template, variables] = typeof argument === 'string' ? [argument, {}] : list(argument, lookups, 'Fn::Sub');
  const own = isRecord(variables) ? variables : {};
  return text(template, lookups, 'Fn::Sub').replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    const value = name in own ? evaluate(own[name], lookups) : name.includes('.') ? attribute(name, lookups) : refer(name, lookups);
    return text(value, lookups, `Fn::Sub \${${name}}`);
  });
};

const intrinsics: Readonly<Record<string, (argument: unknown, lookups: Lookups) => unknown>> = {
  Ref: (argument, lookups) => refer(text(argument, lookups, 'Ref'), lookups),
  'Fn::GetAtt': attribute,
  'Fn::Sub': substitute,
  'Fn::Join': (argument, lookups) => {
    const [separator, values] = exactly(2, argument, lookups, 'Fn::Join');
    return list(evaluate(values, lookups), lookups, 'Fn::Join values')
      .map((value) => text(value, lookups, 'Fn::Join value'))
      .join(text(separator, lookups, 'Fn::Join separator'));
  },
  'Fn::Select': (argument, lookups) => {
    const [index, values] = exactly(2, argument, lookups, 'Fn::Select');
    const from = list(evaluate(values, lookups), lookups, 'Fn::Select values');
    const chosen = from[Number(evaluate(index, lookups))];
    if (chosen === undefined)
      throw new TemplateError(lookups.where, `Fn::Select ${JSON.stringify(index)} is outside a list of ${from.length}`);
    return chosen;
  },
  'Fn::Split': (argument, lookups) => {
    const [separator, value] = exactly(2, argument, lookups, 'Fn::Split');
    return text(evaluate(value, lookups), lookups, 'Fn::Split value').split(text(separator, lookups, 'Fn::Split separator'));
  },
  'Fn::If': (argument, lookups) => {
    const [condition, whenTrue, whenFalse] = exactly(3, argument, lookups, 'Fn::If');
    return evaluate(lookups.condition(text(condition, lookups, 'Fn::If condition')) ? whenTrue : whenFalse, lookups);
  },
  'Fn::FindInMap': (argument, lookups) => {
    const keys = exactly(3, argument, lookups, 'Fn::FindInMap').map((key) => text(evaluate(key, lookups), lookups, 'Fn::FindInMap key'));
    const [map = '', top = '', second = ''] = keys;
    const found = lookups.mapping(map, top, second);
    if (found === undefined) throw new TemplateError(lookups.where, `Fn::FindInMap finds nothing at ${keys.join('.')}`);
    return found;
  },
  'Fn::ImportValue': (argument, lookups) => lookups.importValue(text(evaluate(argument, lookups), lookups, 'Fn::ImportValue')),
  'Fn::Base64': (argument, lookups) => Buffer.from(text(evaluate(argument, lookups), lookups, 'Fn::Base64')).toString('base64'),
  'Fn::GetAZs': (_, lookups) => lookups.availabilityZones,
};

const isCondition = (name: string): boolean => ['Fn::Equals', 'Fn::And', 'Fn::Or', 'Fn::Not'].includes(name);

const evaluateFields = (record: Readonly<Record<string, unknown>>, lookups: Lookups): unknown =>
  Object.fromEntries(
    Object.entries(record)
      .map(([key, value]) => [key, evaluate(value, lookups)] as const)
      .filter(([, value]) => value !== noValue),
  );

/** The value an expression stands for; TemplateError for an unknown intrinsic or a reference to nothing. */
export const evaluate = (expression: unknown, lookups: Lookups): unknown => {
  if (Array.isArray(expression)) return expression.map((item) => evaluate(item, lookups)).filter((item) => item !== noValue);
  if (typeof expression === 'string' && expression.includes('{{resolve:'))
    throw new TemplateError(lookups.where, `the dynamic reference ${expression} is not supported`);
  if (!isRecord(expression)) return expression;
  const keys = Object.keys(expression);
  const [name] = keys;
  if (keys.length !== 1 || name === undefined || !(name === 'Ref' || name.startsWith('Fn::'))) return evaluateFields(expression, lookups);
  if (isCondition(name)) return evaluateCondition(expression as Condition, lookups, (value) => evaluate(value, lookups));
  const intrinsic = intrinsics[name];
  if (!intrinsic) throw new TemplateError(lookups.where, `the intrinsic function ${name} is not supported`);
  return intrinsic(expression[name], lookups);
};
