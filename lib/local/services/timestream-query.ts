/** Amazon Timestream's query side: one call of Query, a page of its answer. */
import { createHash } from 'node:crypto';
import { AwsError } from '../service.ts';
import { type Body, optionalNumber, optionalText, text } from './json-wire.ts';
import type { StoredRecord } from './timestream-record.ts';
import { type Answer, measureRows, pointRows } from './timestream-rows.ts';
import { mustRead } from './timestream-statement.ts';

/** API reference, Query: rows of a page, and characters of a statement. [D] */
const maxPageRows = 1_000;
const maxStatement = 262_144;
/** Least that a query is charged for, and in what it is counted [D: aws.amazon.com/timestream/pricing]. */
const leastMetered = 10 * 1024 * 1024;
const megabyte = 1024 * 1024;

const bytesOf = ({ dimensions, measureName, measureValues }: StoredRecord): number =>
  Buffer.byteLength([...Object.entries(dimensions).flat(), measureName, ...(measureValues ?? []).map(({ name }) => name)].join('')) +
  8 * (1 + (measureValues?.length ?? 1));

/** Where a page begins: told by the token, which is good for its own statement only. */
const offsetOf = (input: Body, queryId: string): number => {
  const token = optionalText(input, 'NextToken');
  if (token === undefined) return 0;
  const [id, offset] = token.split('-');
  if (id !== queryId || !/^\d+$/.test(offset ?? '')) throw new AwsError('ValidationException', 'The NextToken is not one of this query.');
  return Number(offset);
};

/** Answers Query; `recordsOf` throws AwsError for a table that is not there. */
export const answerQuery = (input: Body, recordsOf: (database: string, table: string) => readonly StoredRecord[]): unknown => {
  const statement = text(input, 'QueryString');
  if (statement.length < 1 || statement.length > maxStatement)
    throw new AwsError('ValidationException', `The query has 1 to ${maxStatement} characters.`);
  const asked = mustRead(statement);
  const records = recordsOf(asked.database, asked.table);
  const { columns, rows, scanned }: Answer = asked.kind === 'measures' ? measureRows(asked, records) : pointRows(asked, records);
  const queryId = createHash('sha256').update(statement).digest('hex').slice(0, 32).toUpperCase();
  const offset = offsetOf(input, queryId);
  const end = offset + Math.min(optionalNumber(input, 'MaxRows') ?? maxPageRows, maxPageRows);
  const bytes = scanned.reduce((sum, record) => sum + bytesOf(record), 0);
  const metered = asked.kind === 'measures' ? 0 : Math.max(leastMetered, Math.ceil(bytes / megabyte) * megabyte);
  return {
    QueryId: queryId,
    ColumnInfo: columns,
    Rows: rows.slice(offset, end).map((Data) => ({ Data })),
    QueryStatus: { ProgressPercentage: 100, CumulativeBytesScanned: bytes, CumulativeBytesMetered: metered },
    ...(end < rows.length ? { NextToken: `${queryId}-${end}` } : {}),
  };
};
