/** Reads metric history from Timestream for LiveAnalytics. */
import { QueryCommand, type QueryResponse, type Row, TimestreamQueryClient, ValidationException } from '@aws-sdk/client-timestream-query';
import { UpstreamError } from '#kernel/errors.ts';
import { checkMetricQuery, type LabelledPoint, type MetricHistory, type MetricQuery, toRange } from '#kernel/metric-history.ts';
import { columnName, labelOfColumn } from './names.ts';
import { type Patience, patiently } from './patience.ts';
import { measuresStatement, type Place, pointsStatement } from './statements.ts';

/** As the writing client: another server is reached only through the constructor. */
const connect = (): TimestreamQueryClient => {
  const endpoint = process.env['AWS_ENDPOINT_URL_TIMESTREAM_QUERY'];
  return new TimestreamQueryClient({ maxAttempts: 1, ...(endpoint === undefined ? {} : { endpoint }) });
};

const text = (row: Row | undefined, at: number): string | undefined => row?.Data?.[at]?.ScalarValue;

/** The dimensions of a measure, from `SHOW MEASURES`: name, type, and a list of rows of name and type. Undefined where there is no such measure. */
const dimensionsOf = (rows: readonly Row[], name: string): readonly string[] | undefined => {
  const found = rows.filter((row) => text(row, 0) === name);
  if (found.length === 0) return undefined;
  const names = found.flatMap((row) => row.Data?.[2]?.ArrayValue ?? []).flatMap((each) => each.RowValue?.Data?.[0]?.ScalarValue ?? []);
  return [...new Set(names)].sort();
};

/** A field that no sample of the table has is a column that is not there: no points, and to Timestream an error; its words [U]. */
const noSuchColumn = (error: unknown): readonly Row[] => {
  if (error instanceof ValidationException && /column .* (?:does not exist|cannot be resolved)/is.test(error.message)) return [];
  throw error;
};

/** `2026-11-21 05:00:00.000000000`, UTC, as milliseconds. */
const readTime = (timestamp: string | undefined): number => Date.parse(`${timestamp?.slice(0, 23).replace(' ', 'T')}Z`);

const toPoint = (row: Row, dimensions: readonly string[]): LabelledPoint => {
  const time = readTime(text(row, dimensions.length));
  const value = Number(text(row, dimensions.length + 1) ?? Number.NaN);
  if (Number.isNaN(time) || Number.isNaN(value))
    throw new UpstreamError('Timestream answered a query in a form that is not known.', { reason: 'metric_history', retryable: false });
  const labels = dimensions.flatMap((name, at) => {
    const label = text(row, at);
    return label === undefined ? [] : [[labelOfColumn(name), label] as const];
  });
  return { labels: Object.fromEntries(labels), time, value };
};

/** History in one table. Its reader needs `timestream:Select` and `timestream:ListMeasures` on the table, and `timestream:DescribeEndpoints`. */
export const timestreamMetricHistory = (place: Place, patience: Patience): MetricHistory => {
  const client = connect();

  const ask = async (statement: string, most: number): Promise<readonly Row[]> => {
    const rows: Row[] = [];
    let page: string | undefined;
    do {
      const command = new QueryCommand({ QueryString: statement, ...(page === undefined ? {} : { NextToken: page }) });
      const answer: QueryResponse = await patiently(() => client.send(command), patience);
      rows.push(...(answer.Rows ?? []));
      page = answer.NextToken;
    } while (page !== undefined && rows.length < most);
    return rows;
  };

  const points = async (query: MetricQuery): Promise<readonly LabelledPoint[]> => {
    const dimensions = dimensionsOf(await ask(measuresStatement(place, query.name), Number.POSITIVE_INFINITY), query.name);
    // Nor may a label be asked for that no series has.
    if (dimensions === undefined || !Object.keys(query.labels).every((label) => dimensions.includes(columnName(label)))) return [];
    const rows = await ask(pointsStatement(place, dimensions, query), query.maxPoints + 1).catch(noSuchColumn);
    return rows.map((row) => toPoint(row, dimensions));
  };

  return {
    query: async (query) => {
      checkMetricQuery(query);
      return toRange(await points(query), query.maxPoints);
    },
  };
};
