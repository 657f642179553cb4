/** Policy documents as IAM takes them, read once into statements. */

/** Who a statement of a resource policy speaks of: `*` is everybody, else principals by kind (`AWS`, `Service`). */
export type PrincipalElement = '*' | Readonly<Record<string, readonly string[]>>;

/** Condition operator → key → values; all must hold, one value of a key is enough. */
export type ConditionBlock = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  /** `not`: every action (resource, principal) but these. */
  readonly actions: Selection<readonly string[]>;
  readonly resources: Selection<readonly string[]>;
  /** Only in policies of resources and in trust policies. */
  readonly principals?: Selection<PrincipalElement>;
  readonly conditions: ConditionBlock;
}

export interface Selection<Of> {
  readonly not: boolean;
  readonly of: Of;
}

/** A document IAM would refuse as malformed; the message says what is wrong. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** IAM takes one value where it takes a list; numbers and flags count as text. */
const texts = (value: unknown, element: string): readonly string[] => {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((item) => {
    if (typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean') return String(item);
    throw new PolicyError(`${element} of a policy statement is ${JSON.stringify(item)}, expected text`);
  });
};

const selection = <Of>(fields: Fields, element: string, read: (value: unknown) => Of): Selection<Of> | undefined => {
  const negated = `Not${element}`;
  if (fields[element] !== undefined && fields[negated] !== undefined)
    throw new PolicyError(`a policy statement has both ${element} and ${negated}`);
  if (fields[element] !== undefined) return { not: false, of: read(fields[element]) };
  return fields[negated] === undefined ? undefined : { not: true, of: read(fields[negated]) };
};

const principalElement = (value: unknown): PrincipalElement => {
  if (value === '*') return '*';
  if (!isFields(value)) throw new PolicyError(`Principal of a policy statement is ${JSON.stringify(value)}, expected '*' or kinds`);
  return Object.fromEntries(Object.entries(value).map(([kind, names]) => [kind, texts(names, 'Principal')]));
};

const conditionBlock = (value: unknown): ConditionBlock => {
  if (value === undefined) return {};
  if (!isFields(value)) throw new PolicyError('Condition of a policy statement is not a group of operators');
  return Object.fromEntries(
    Object.entries(value).map(([operator, keys]) => {
      if (!isFields(keys)) throw new PolicyError(`Condition ${operator} of a policy statement is not a group of keys`);
      return [operator, Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, texts(values, `Condition ${key}`)]))];
    }),
  );
};

const readStatement = (fields: unknown, everywhere: boolean): Statement => {
  if (!isFields(fields)) throw new PolicyError('a policy statement is not an object');
  const effect = fields['Effect'];
  if (effect !== 'Allow' && effect !== 'Deny') throw new PolicyError(`Effect of a policy statement is ${JSON.stringify(effect)}`);
  const actions = selection(fields, 'Action', (value) => texts(value, 'Action'));
  const resources = selection(fields, 'Resource', (value) => texts(value, 'Resource'));
  const principals = selection(fields, 'Principal', principalElement);
  if (!actions) throw new PolicyError('a policy statement has neither Action nor NotAction');
  if (!resources && !everywhere) throw new PolicyError('a policy statement has neither Resource nor NotResource');
  return {
    effect,
    actions,
    resources: resources ?? { not: false, of: ['*'] },
    ...(principals ? { principals } : {}),
    conditions: conditionBlock(fields['Condition']),
  };
};

/**
 * The statements of a document; PolicyError for what IAM would refuse. A trust policy names no resource: `everywhere` lets it.
 */
export const readPolicy = (document: unknown, { everywhere = false } = {}): readonly Statement[] => {
  if (!isFields(document)) throw new PolicyError('the policy document is not an object');
  const version = document['Version'];
  if (version !== undefined && version !== '2012-10-17') throw new PolicyError(`the policy version ${String(version)} is not supported`);
  const statements: unknown = document['Statement'];
  const list: readonly unknown[] = Array.isArray(statements) ? statements : [statements];
  return list.map((statement) => readStatement(statement, everywhere));
};
