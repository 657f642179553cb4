/** Amazon Timestream for LiveAnalytics (JSON 1.0): tables keep what WriteRecords accepts, and answer the queries of `timestream-statement.ts`. */
import { checkNames, excessOf } from '../quotas/timestream.ts';
import type { Scheduler } from '../scheduler.ts';
import { AwsError, type Service, type ServiceRequest, type ServiceResponse } from '../service.ts';
import { answer, type Body, DetailedAwsError, type Operation, objects, text } from './json-wire.ts';
import { answerQuery } from './timestream-query.ts';
import { measured, merged, recordKey, type StoredRecord } from './timestream-record.ts';

interface Table {
  readonly memoryHours: number;
  readonly magneticDays: number;
  readonly magneticWrites: boolean;
  readonly records: Map<string, StoredRecord>;
}

interface Rejection {
  readonly RecordIndex: number;
  readonly Reason: string;
  readonly ExistingVersion?: number;
}

export interface TimestreamOptions {
  readonly scheduler: Scheduler;
  readonly region: string;
  readonly account: string;
  /** Host and port DescribeEndpoints answers with. */
  readonly address?: () => string;
}

/** API reference, WriteRecords: at most 100 records a call; at most 15 minutes ahead. [D] */
const MAX_RECORDS = 100;
const MAX_AHEAD_MS = 15 * 60_000;

export class TimestreamService implements Service {
  readonly signingName = 'timestream';
  readonly #options: TimestreamOptions;
  readonly #databases = new Map<string, Map<string, Table>>();
  readonly #operations: Readonly<Record<string, Operation>> = {
    DescribeEndpoints: () => ({ Endpoints: [{ Address: this.#options.address?.() ?? 'localhost', CachePeriodInMinutes: 1_440 }] }),
    WriteRecords: (input) => this.#write(input),
    DescribeTable: (input) => this.#describe(input),
    Query: (input) => answerQuery(input, (database, table) => [...this.#tableNamed(database, table).records.values()]),
  };

  constructor(options: TimestreamOptions) {
    this.#options = options;
  }

  handle(request: ServiceRequest): Promise<ServiceResponse> {
    return answer(request, this.#operations, {
      contentType: 'application/x-amz-json-1.0',
      errorNamespace: 'com.amazonaws.timestream.v20181101#',
    });
  }

  createDatabase(name: string): string {
    if (!this.#databases.has(name)) this.#databases.set(name, new Map());
    return `arn:aws:timestream:${this.#options.region}:${this.#options.account}:database/${name}`;
  }

  /** `memoryStoreRetentionHours`: older records are rejected unless magnetic store writes are on (then accepted up to its retention). */
  createTable(given: {
    readonly database: string;
    readonly name: string;
    readonly memoryStoreRetentionHours?: number;
    readonly magneticStoreRetentionDays?: number;
    readonly magneticStoreWrites?: boolean;
  }): string {
    const arn = `${this.createDatabase(given.database)}/table/${given.name}`;
    this.#databases.get(given.database)?.set(given.name, {
      memoryHours: given.memoryStoreRetentionHours ?? 6,
      // AWS's own default (API reference, CreateTable). [D]
      magneticDays: given.magneticStoreRetentionDays ?? 73_000,
      magneticWrites: given.magneticStoreWrites ?? false,
      records: new Map(),
    });
    return arn;
  }

  /** In order of first acceptance. */
  records(database: string, table: string): readonly StoredRecord[] {
    return [...(this.#databases.get(database)?.get(table)?.records.values() ?? [])];
  }

  #table(input: Body): Table {
    return this.#tableNamed(text(input, 'DatabaseName'), text(input, 'TableName'));
  }

  #tableNamed(database: string, name: string): Table {
    const tables = this.#databases.get(database);
    if (!tables) throw new AwsError('ResourceNotFoundException', `The database ${database} does not exist.`, 404);
    const table = tables.get(name);
    if (!table) throw new AwsError('ResourceNotFoundException', `The table ${name} does not exist.`, 404);
    return table;
  }

  #describe(input: Body): unknown {
    const { memoryHours, magneticDays, magneticWrites } = this.#table(input);
    const [database, table] = [text(input, 'DatabaseName'), text(input, 'TableName')];
    const { region, account } = this.#options;
    return {
      Table: {
        ...{ DatabaseName: database, TableName: table, TableStatus: 'ACTIVE' },
        Arn: `arn:aws:timestream:${region}:${account}:database/${database}/table/${table}`,
        RetentionProperties: { MemoryStoreRetentionPeriodInHours: memoryHours, MagneticStoreRetentionPeriodInDays: magneticDays },
        MagneticStoreWriteProperties: { EnableMagneticStoreWrites: magneticWrites },
      },
    };
  }

  #write(input: Body): unknown {
    const table = this.#table(input);
    const given = objects(input, 'Records');
    if (given.length < 1 || given.length > MAX_RECORDS)
      throw new AwsError(
        'ValidationException',
        `1 validation error detected: Value at 'records' failed to satisfy constraint: Member must have length less than or equal to ${MAX_RECORDS}`,
      );
    const common = input['CommonAttributes'];
    // What is wrong in its shape fails the call before any record is stored.
    const records = given.map((raw, index) => {
      const record = merged(raw, (common ?? {}) as Body);
      checkNames(record, index);
      return record;
    });
    const rejected: Rejection[] = [];
    let ingested = 0;
    for (const [index, record] of records.entries()) {
      const rejection = this.#rejection(table, record);
      if (rejection) rejected.push({ RecordIndex: index, ...rejection });
      else {
        table.records.set(recordKey(record), record);
        ingested += 1;
      }
    }
    if (rejected.length > 0)
      throw new DetailedAwsError(
        'RejectedRecordsException',
        'One or more records have been rejected. See RejectedRecords for details.',
        {
          RejectedRecords: rejected,
        },
        419,
      );
    return { RecordsIngested: { Total: ingested, MemoryStore: ingested, MagneticStore: 0 } };
  }

  /** Reasons: API reference, RejectedRecord. [D] The wording of the time window: [S]. */
  #rejection(table: Table, record: StoredRecord): Omit<Rejection, 'RecordIndex'> | undefined {
    const excess = excessOf(record);
    if (excess !== undefined) return { Reason: excess };
    const now = this.#options.scheduler.now();
    const oldest = now - table.memoryHours * 3_600_000;
    const outside = record.timeMs > now + MAX_AHEAD_MS || (record.timeMs < oldest && !table.magneticWrites);
    if (outside)
      return {
        Reason: `The record timestamp is outside the time range [${new Date(oldest).toISOString()}, ${new Date(now + MAX_AHEAD_MS).toISOString()}) of the memory store.`,
      };
    const existing = table.records.get(recordKey(record));
    if (!existing || (existing.version === record.version && measured(existing) === measured(record))) return undefined;
    if (record.version > existing.version) return undefined;
    if (record.version === existing.version)
      return {
        Reason:
          'A record already exists with the same time, dimensions, measure name, and version. A higher version is required to update the measure value.',
        ExistingVersion: existing.version,
      };
    return {
      Reason: `The record version ${record.version} is lower than the existing version ${existing.version}. A higher version is required to update the measure value.`,
      ExistingVersion: existing.version,
    };
  }
}
