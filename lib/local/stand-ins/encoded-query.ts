/**
 * ServiceNow's encoded queries, as loosely as an instance takes them: `^` joins conditions, `^OR` and `^NQ` offer others, a condition
 * on a field that is not there is dropped and so finds every record, `javascript:` is run
 * [D: Operators available for filters and queries; glide.invalid_query.returns_no_rows].
 */

type Row = Readonly<Record<string, string>>;

interface QueryResult {
  readonly rows: readonly Row[];
  /** Code the query had the server run. */
  readonly scripts: readonly string[];
}

const operators = ['!=', '>=', '<=', 'STARTSWITH', 'LIKE', '=', '>', '<'] as const;

const matches = (row: Row, condition: string): boolean => {
  const [field = ''] = /^[a-z_.]*/.exec(condition) ?? [];
  const rest = condition.slice(field.length);
  const operator = operators.find((each) => rest.startsWith(each));
  const own = row[field]?.toLowerCase();
  if (own === undefined || operator === undefined) return true;
  const value = rest.slice(operator.length).toLowerCase();
  switch (operator) {
    case '=':
      return own === value;
    case '!=':
      return own !== value;
    case 'LIKE':
      return own.includes(value);
    case 'STARTSWITH':
      return own.startsWith(value);
    default:
      return true;
  }
};

const ordered = (rows: readonly Row[], orders: readonly string[]): readonly Row[] => {
  const [order] = orders;
  if (order === undefined) return rows;
  const field = order.replace(/^ORDERBY(?:DESC)?/, '');
  const up = rows.toSorted((left, right) => ((left[field] ?? '') < (right[field] ?? '') ? -1 : 1));
  return order.startsWith('ORDERBYDESC') ? up.reverse() : up;
};

/** The rows of a table that a query finds, all of them for an empty one. */
export const runEncodedQuery = (rows: readonly Row[], query: string): QueryResult => {
  const scripts = [...query.matchAll(/javascript:[^^]*/gi)].map(([script]) => script);
  const parts = query.split('^').filter((part) => part !== '');
  const orders = parts.filter((part) => part.startsWith('ORDERBY'));
  // Each inner list is an "or"; all of them must hold. `NQ` begins another query beside the first.
  const queries: string[][][] = [[]];
  for (const part of parts) {
    if (part.startsWith('ORDERBY')) continue;
    if (part.startsWith('NQ')) queries.push([[part.slice(2)]]);
    else if (part.startsWith('OR')) queries.at(-1)?.at(-1)?.push(part.slice(2));
    else queries.at(-1)?.push([part]);
  }
  const found = rows.filter((row) => queries.some((all) => all.every((any) => any.some((condition) => matches(row, condition)))));
  return { rows: ordered(found, orders), scripts };
};
