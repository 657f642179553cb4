import { describe, expect, it } from 'vitest';
import { makeBill } from '#lib/replay/bill/bill.ts';
import { billLines } from '#lib/replay/bill/bill-text.ts';
import { cpuText } from '#lib/replay/bill/cpu-text.ts';
import { dollarsText } from '#lib/replay/bill/dollars-text.ts';
import { paintFor } from '#lib/replay/paint.ts';

const bill = makeBill(
  [
    { unit: 'api-requests', stage: 'ingest', quantity: 20_000 },
    { unit: 'lambda-compute', stage: 'ingest', quantity: 512 * 1_024_000 },
    { unit: 'dynamodb-writes', stage: 'detect', quantity: 8_000 },
    { unit: 'dynamodb-writes', stage: 'route', quantity: 24_000 },
    { unit: 'kinesis-shard-hours', stage: 'shared', quantity: 2, held: 1 },
  ],
  500_000,
);

describe('the bill', () => {
  it('prices each line', () => {
    expect(bill.lines.map(({ service, stage, quantity, dollars }) => [service, stage, quantity, Number(dollars.toFixed(8))])).toEqual([
      ['API Gateway', 'ingest', 20_000, 0.02],
      ['DynamoDB', 'detect', 8_000, 0.005],
      ['DynamoDB', 'route', 24_000, 0.015],
      ['Kinesis', 'shared', 2, 0.03],
      ['Lambda', 'ingest', 512, 0.0068267],
    ]);
  });

  it('tells what signals cost from what costs at rest', () => {
    expect(bill.useDollars).toBeCloseTo(0.0468267, 8);
    expect(bill.totalDollars).toBeCloseTo(0.0768267, 8);
    expect(bill.dollarsPerMillionSignals).toBeCloseTo(0.0936534, 8);
    expect(bill.restDollarsPerMonth).toEqual({ Kinesis: 0.015 * 730 });
    expect(makeBill([], 0).dollarsPerMillionSignals).toBe(0);
  });

  it('reads well: the dearest service first, with its stages', () => {
    expect(billLines(bill, paintFor({}))).toEqual([
      '',
      'Bill  $0.047  for 500,000 signals at AWS’s list prices: $0.094 per million',
      '  service      dollars  share  for',
      '  API Gateway   $0.020   43 %  ingest 100 %',
      '  DynamoDB      $0.020   43 %  route 75 %, detect 25 %',
      '  Lambda       $0.0068   15 %  ingest 100 %',
      '  at rest  $10.95 a month (Kinesis $10.95), $0.030 of it in this run',
    ]);
  });

  it('shows as many digits as tell something', () => {
    expect([0, 0.00001234, 0.0996, 0.5, 12.345, 1_234.5].map(dollarsText)).toEqual([
      '$0.00',
      '$0.000012',
      '$0.100',
      '$0.50',
      '$12.35',
      '$1,235',
    ]);
  });
});

describe('measured processor time', () => {
  it('is told as a line over the size of events', () => {
    // y = 2 + 0.5 x, at x = 2 and x = 4.
    const text = cpuText({ ingest: { invocations: 2, totalMs: 7, sums: { x: 6, y: 7, xx: 20, xy: 22 } } }, 1_000);
    expect(text).toMatch(/ingest +2 +7 +7,000 +2\.000 +0\.5000\n$/);
  });
});
