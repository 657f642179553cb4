/** A stream stage behind the real handler: order, quarantine, partial failure, and what is reported of each. */
import type { Context, KinesisStreamEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { InputError } from '#kernel/errors.ts';
import { encodeFrame } from '#kernel/frame-codec.ts';
import { emptyReport } from '#kernel/stage-report.ts';
import type { StreamRecord, StreamStage } from '#stage/stream-handler.ts';
import { streamHandler } from '#stage/stream-handler.ts';
import { memoryQuarantine } from '#test/support/memory-ports.ts';
import { frameOf, logOf, resourceOf, startAt } from '#test/support/signals.ts';

const frameBytes = (id: string): Uint8Array => {
  const log = logOf(resourceOf('shop'), startAt, 9, 'hello');
  return encodeFrame(frameOf(id, [log, log])).data;
};

const eventOf = (records: readonly Uint8Array[]): KinesisStreamEvent =>
  ({
    Records: records.map((data, index) => ({
      eventID: `shardId-000000000000:${index + 1}`,
      eventSource: 'aws:kinesis',
      kinesis: { data: Buffer.from(data).toString('base64'), sequenceNumber: String(index + 1), partitionKey: 'p' },
    })),
  }) as unknown as KinesisStreamEvent;

/** What the stage reports of itself as CloudWatch EMF. */
const metricsOf = (lines: readonly string[]): Readonly<Record<string, number>> => {
  const metrics: Record<string, number> = {};
  for (const line of lines) {
    const record = JSON.parse(line);
    for (const name of ['Received', 'Produced', 'Quarantined']) if (name in record) metrics[name] = Number(record[name]);
  }
  return metrics;
};

let lines: string[];
beforeEach(() => {
  lines = [];
  // Powertools writes to the streams themselves.
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    lines.push(String(chunk));
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => vi.restoreAllMocks());

const setUp = (take: (record: StreamRecord) => void = () => undefined) => {
  const taken: string[] = [];
  const { quarantine, items } = memoryQuarantine();
  const stage: StreamStage = {
    take: async (record) => {
      take(record);
      taken.push(record.frame.id);
      return { ...emptyReport, received: record.frame.signals.length };
    },
    flush: async () => ({ ...emptyReport, produced: taken.length }),
  };
  const handler = streamHandler('classify', stage, quarantine);
  return { run: (records: readonly Uint8Array[]) => handler(eventOf(records), {} as Context), taken, items };
};

describe('a stream stage', () => {
  it('takes the records of a batch in order, and reports signals', async () => {
    const { run, taken } = setUp();
    expect(await run(['a', 'b', 'c'].map(frameBytes))).toEqual({ batchItemFailures: [] });
    expect(taken).toEqual(['a', 'b', 'c']);
    expect(metricsOf(lines)).toEqual({ Received: 6, Produced: 3, Quarantined: 0 });
  });

  it('quarantines a record that is no frame, and takes its neighbours', async () => {
    const { run, taken, items } = setUp();
    const poison = Uint8Array.of(9, 9, 9);
    expect(await run([frameBytes('a'), poison, frameBytes('c')])).toEqual({ batchItemFailures: [] });
    expect(taken).toEqual(['a', 'c']);
    expect(items).toMatchObject([{ id: 'classify/shardId-000000000000-2', stage: 'classify', reason: 'unknown_version', count: 1 }]);
    expect([...(items[0]?.body ?? [])]).toEqual([...poison]);
    expect(metricsOf(lines)).toMatchObject({ Received: 5, Quarantined: 1 });
  });

  it('quarantines a frame the stage can never process with all its signals counted', async () => {
    const { run, items } = setUp(({ frame }) => {
      if (frame.id === 'b') throw new InputError('Never.', { reason: 'never' });
    });
    await run(['a', 'b'].map(frameBytes));
    expect(items).toMatchObject([{ reason: 'never', count: 2 }]);
    expect(metricsOf(lines)).toMatchObject({ Received: 4, Quarantined: 2 });
  });

  it('takes nothing after a record that failed: it all comes again, in order, and is counted once', async () => {
    const failing = new Set(['b']);
    const { run, taken } = setUp(({ frame }) => {
      if (failing.delete(frame.id)) throw new Error('not now');
    });
    const records = ['a', 'b', 'c'].map(frameBytes);
    expect(await run(records)).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }, { itemIdentifier: '3' }] });
    expect(taken).toEqual(['a']);
    expect(metricsOf(lines)).toMatchObject({ Received: 2 });
    expect(await run(records.slice(1))).toEqual({ batchItemFailures: [] });
    expect(taken).toEqual(['a', 'b', 'c']);
  });

  it('fails as a whole, and reports nothing, when its effects cannot be made durable', async () => {
    const stage: StreamStage = {
      take: async () => ({ ...emptyReport, received: 1 }),
      flush: async () => {
        throw new Error('the bucket is not there');
      },
    };
    const handler = streamHandler('archive', stage, memoryQuarantine().quarantine);
    await expect(handler(eventOf([frameBytes('a')]), {} as Context)).rejects.toThrow('not there');
    expect(lines).toEqual([]);
  });
});
