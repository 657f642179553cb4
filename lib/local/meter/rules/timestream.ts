/**
 * Timestream: a call's records together in writes of 1 KB, what they have in common counted once; storage by record, with what is common in each
 * [D: Developer Guide, "Writes" and "Storage" of metering]; queries by what they scan, 10 MB at least; their metadata not at all [U]. All goes to the memory store first: late records are not told apart.
 */
import { inputOf } from '../../iam/actions/service-actions.ts';
import type { ServiceResponse } from '../../service.ts';
import type { CountingRule } from '../exchange.ts';

const writeBytes = 1024;
const timeBytes = 8;
/** Values that are not text have a fixed size. */
const fixedBytes: Readonly<Record<string, number>> = { BOOLEAN: 1, BIGINT: 8, DOUBLE: 8, TIMESTAMP: 8 };

interface Measure {
  readonly Name?: string;
  readonly Value?: string;
  readonly Type?: string;
}

interface TimestreamRecord {
  readonly Dimensions?: readonly { readonly Name?: string; readonly Value?: string }[];
  readonly MeasureName?: string;
  readonly MeasureValue?: string;
  readonly MeasureValueType?: string;
  readonly MeasureValues?: readonly Measure[];
  readonly Time?: string;
}

const text = (value = ''): number => Buffer.byteLength(value);
const value = (of: string, type = 'DOUBLE'): number => fixedBytes[type] ?? text(of);

const bytesOf = (record: TimestreamRecord, common: TimestreamRecord = {}): number => {
  const dimensions = (record.Dimensions ?? []).reduce((sum, { Name, Value }) => sum + text(Name) + text(Value), 0);
  const measures = (record.MeasureValues ?? []).reduce((sum, { Name, Value = '', Type }) => sum + text(Name) + value(Value, Type), 0);
  const single = record.MeasureValue === undefined ? 0 : value(record.MeasureValue, record.MeasureValueType ?? common.MeasureValueType);
  return (record.Time === undefined ? 0 : timeBytes) + dimensions + text(record.MeasureName) + single + measures;
};

const rejectedOf = ({ status, body }: ServiceResponse): ReadonlySet<number> => {
  if (status === 200) return new Set();
  const { RejectedRecords = [] } = JSON.parse(String(body)) as { RejectedRecords?: readonly { RecordIndex?: number }[] };
  return new Set(RejectedRecords.map(({ RecordIndex = -1 }) => RecordIndex));
};

/** A call of which some records were rejected. */
const someRejected = 419;

/** Bytes a query is charged for, as its answer says; the first page's, as the others belong to the same query. */
const countQuery: CountingRule = ({ caller, request, response }, { meter }) => {
  if (response.status !== 200 || inputOf(request)['NextToken'] !== undefined) return;
  const { QueryStatus } = JSON.parse(String(response.body)) as { QueryStatus?: { CumulativeBytesMetered?: number } };
  meter.count('timestream-scanned', caller, QueryStatus?.CumulativeBytesMetered ?? 0);
};

export const countTimestream: CountingRule = (exchange, place) => {
  const { caller, request, response } = exchange;
  const { meter } = place;
  if (request.operation === 'Query') return countQuery(exchange, place);
  if (request.operation !== 'WriteRecords' || (response.status !== 200 && response.status !== someRejected)) return;
  const input = inputOf(request);
  const rejected = rejectedOf(response);
  const records = ((input['Records'] ?? []) as readonly TimestreamRecord[]).filter((_, at) => !rejected.has(at));
  if (records.length === 0) return;
  const common = (input['CommonAttributes'] ?? {}) as TimestreamRecord;
  const shared = bytesOf(common);
  const own = records.reduce((sum, record) => sum + bytesOf(record, common), 0);
  meter.count('timestream-writes', caller, Math.ceil((shared + own) / writeBytes));
  const stored = own + shared * records.length;
  const { memoryMonths = 0, magneticMonths = 0 } =
    meter.metricTables.get(`${String(input['DatabaseName'])}|${String(input['TableName'])}`) ?? {};
  meter.count('timestream-memory', caller, stored * memoryMonths);
  meter.count('timestream-magnetic', caller, stored * magneticMonths);
};
