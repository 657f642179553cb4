/** Records: put, placed, ordered and read. */
import { createHash } from 'node:crypto';
import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { refused } from '../contract.ts';
import { arnOf, high, iterator, low, page, put, putAll, read, type StreamCase, shard, shards } from './calls.ts';

const iterators = 'API Reference, GetShardIterator, ShardIteratorType [D]';
const reading = 'API Reference, GetRecords [D]';

export const recordCases: readonly StreamCase[] = [
  {
    name: 'a record comes back with its key, its bytes and its sequence number',
    source: 'API Reference, PutRecord and Record [D]',
    run: async (stream) => {
      const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
      const { SequenceNumber, ShardId } = await put(stream, '', { Data: bytes });
      const [record] = (await page(stream, await iterator(stream))).records;
      return {
        ...{ ShardId, sameNumber: record?.SequenceNumber === SequenceNumber, key: record?.PartitionKey },
        ...{ sameBytes: Buffer.from(record?.Data ?? []).equals(bytes), dated: record?.ApproximateArrivalTimestamp instanceof Date },
      };
    },
    expected: { ShardId: shard(0), sameNumber: true, key: 'k', sameBytes: true, dated: true },
  },
  {
    name: 'a batch is answered in its own order, without failures',
    source: 'API Reference, PutRecords: "natural ordering" of the response [D]',
    run: async (stream) => {
      const { FailedRecordCount, Records } = await putAll(stream, ['a', 'b', 'c']);
      const { records } = await page(stream, await iterator(stream));
      return {
        FailedRecordCount,
        same: records.map(({ SequenceNumber }) => SequenceNumber).join() === Records?.map((one) => one.SequenceNumber).join(),
        count: records.length,
      };
    },
    expected: { FailedRecordCount: 0, same: true, count: 3 },
  },
  {
    name: 'a key is placed by its MD5',
    source: 'API Reference, PutRecord, PartitionKey: an MD5 hash function maps keys to shards [D]',
    run: async (stream) => {
      const ranges = (await shards(stream)).map(({ ShardId, HashKeyRange }) => ({ ShardId, to: BigInt(HashKeyRange?.EndingHashKey ?? 0) }));
      const keys = Array.from({ length: 20 }, (_, at) => `key-${at}`);
      const { Records } = await stream.client.send(
        new PutRecordsCommand({ StreamName: stream.id, Records: keys.map((PartitionKey) => ({ PartitionKey, Data: Buffer.from('x') })) }),
      );
      const expected = keys.map(
        (key) => ranges.find(({ to }) => BigInt(`0x${createHash('md5').update(key).digest('hex')}`) <= to)?.ShardId,
      );
      return { right: Records?.map(({ ShardId }) => ShardId).join() === expected.join(), shards: new Set(expected).size };
    },
    expected: { right: true, shards: 2 },
  },
  {
    name: 'an explicit hash key decides the shard',
    source: 'API Reference, PutRecord, ExplicitHashKey [D]',
    run: async (stream) => [(await put(stream, 'a')).ShardId, (await put(stream, 'b', { ExplicitHashKey: high })).ShardId],
    expected: [shard(0), shard(1)],
  },
  {
    name: 'sequence numbers of a shard grow',
    source: 'Kinesis Developer Guide, "Sequence number": unique per partition key, increasing over time [D]',
    run: async (stream) => {
      const numbers: bigint[] = [];
      for (const text of ['a', 'b', 'c']) numbers.push(BigInt((await put(stream, text)).SequenceNumber ?? 0));
      return numbers.every((number, at) => at === 0 || number > (numbers[at - 1] ?? 0n));
    },
    expected: true,
  },
  {
    name: 'a shard keeps the order in which it was written',
    source: 'Kinesis Developer Guide, "Shard": ordered sequence of records [D]',
    run: async (stream) => {
      for (const text of ['a', 'b']) await put(stream, text);
      await putAll(stream, ['c', 'd']);
      await put(stream, 'e');
      return read(stream);
    },
    expected: ['a', 'b', 'c', 'd', 'e'],
  },
  {
    name: 'TRIM_HORIZON begins with the oldest, LATEST with what comes',
    source: iterators,
    run: async (stream) => {
      await put(stream, 'old');
      const latest = await iterator(stream, { ShardIteratorType: 'LATEST' });
      await put(stream, 'new');
      return { horizon: await read(stream), latest: (await page(stream, latest)).texts };
    },
    expected: { horizon: ['old', 'new'], latest: ['new'] },
  },
  {
    name: 'an iterator begins at a sequence number or after it',
    source: iterators,
    run: async (stream) => {
      const { Records } = await putAll(stream, ['a', 'b', 'c']);
      const StartingSequenceNumber = Records?.[1]?.SequenceNumber;
      return {
        at: await read(stream, { ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber }),
        after: await read(stream, { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber }),
      };
    },
    expected: { at: ['b', 'c'], after: ['c'] },
  },
  {
    name: 'an iterator begins at a time',
    source: iterators,
    run: async (stream) => {
      await put(stream, 'before');
      await stream.pass(1_100);
      const Timestamp = new Date(Date.now() - 500);
      await put(stream, 'after');
      return read(stream, { ShardIteratorType: 'AT_TIMESTAMP', Timestamp });
    },
    expected: ['after'],
  },
  {
    name: 'a time after the last record begins with what comes',
    source: `${iterators}: "if the time stamp is … no exact match, the iterator for the next record is returned"`,
    run: async (stream) => {
      await put(stream, 'before');
      await stream.pass(1_100);
      const from = await iterator(stream, { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(Date.now() - 500) });
      await put(stream, 'after');
      return (await page(stream, from)).texts;
    },
    expected: ['after'],
  },
  {
    name: 'pages of a Limit follow each other by their next iterators',
    source: `${reading}, Limit and NextShardIterator`,
    run: async (stream) => {
      await putAll(stream, ['a', 'b', 'c', 'd', 'e']);
      const pages = [];
      let from = await iterator(stream);
      for (let at = 0; at < 4; at += 1) {
        const next = await page(stream, from, 2);
        pages.push(next.texts);
        from = next.NextShardIterator;
      }
      return { pages, goesOn: from !== undefined };
    },
    expected: { pages: [['a', 'b'], ['c', 'd'], ['e'], []], goesOn: true },
  },
  {
    name: 'an iterator can be used again and gives the same',
    source: 'Kinesis Developer Guide, "Use shard iterators": valid for 5 minutes [D]',
    run: async (stream) => {
      await put(stream, 'a');
      const from = await iterator(stream);
      return [(await page(stream, from)).texts, (await page(stream, from)).texts];
    },
    expected: [['a'], ['a']],
  },
  {
    name: 'an open shard at its tip is no time behind',
    source: `${reading}, MillisBehindLatest: "a value of zero indicates that record processing is caught up"`,
    run: async (stream) => {
      await put(stream, 'a');
      return (await page(stream, await iterator(stream))).MillisBehindLatest;
    },
    expected: 0,
  },
  {
    name: 'a reader that leaves records is behind',
    source: `${reading}, MillisBehindLatest: how far the response is from the tip of the stream`,
    run: async (stream) => {
      await put(stream, 'a');
      await stream.pass(1_100);
      await put(stream, 'b');
      const first = await page(stream, await iterator(stream), 1);
      const second = await page(stream, first.NextShardIterator, 1);
      return { first: (first.MillisBehindLatest ?? 0) > 0, second: second.MillisBehindLatest };
    },
    expected: { first: true, second: 0 },
  },
  {
    name: 'a stream is known by its ARN alone',
    source: 'API Reference, StreamARN of PutRecord, PutRecords, GetShardIterator and ListShards [D]',
    run: async (stream) => {
      const byArn = { StreamName: undefined, StreamARN: arnOf(stream.id) };
      await put(stream, 'a', byArn);
      await stream.client.send(
        new PutRecordsCommand({
          StreamARN: arnOf(stream.id),
          Records: [{ PartitionKey: 'k', ExplicitHashKey: low, Data: Buffer.from('b') }],
        }),
      );
      return read(stream, byArn);
    },
    expected: ['a', 'b'],
  },
  {
    name: 'an iterator expires after five minutes',
    source: `${reading}, ExpiredIteratorException`,
    run: async (stream) => {
      const from = await iterator(stream);
      await stream.pass(300_001);
      return page(stream, from);
    },
    expected: refused('ExpiredIteratorException'),
  },
];
