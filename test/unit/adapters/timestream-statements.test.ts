/** Names and values in Timestream's statements are senders' text: a strict reader finds them as they were, and nothing else. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnName, labelOfColumn } from '#adapters/timestream/names.ts';
import { measuresStatement, pointsStatement } from '#adapters/timestream/statements.ts';
import { aggregates } from '#kernel/metric-history.ts';
import { readStatement } from '#lib/local/services/timestream-statement.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: fc.constantFrom("'", '"', ' ', ',', '(', ')', ';', '-', '\n', '\\', '%', '_', 'A', 'N', 'D', '='), maxLength: 14 }),
  fc.constantFrom("' OR '1' = '1", `" = 'x' AND "y`, "x'; DROP TABLE samples --", `" IS NOT NULL AND "`),
);

describe('a statement', () => {
  it('holds whatever it is asked, and asks nothing else', () => {
    const query = fc.record({
      name: anyText,
      labels: fc.dictionary(anyText, anyText, { maxKeys: 3 }),
      aggregate: fc.constantFrom(...aggregates),
      field: fc.constantFrom('value', 'count', 'p99.9'),
    });
    fc.assert(
      fc.property(anyText, anyText, fc.array(anyText, { maxLength: 3 }), query, (database, table, dimensions, asked) => {
        const whole = { ...asked, from: 1, to: 61_001, stepMs: 1_000, maxPoints: 99 };
        expect(readStatement(pointsStatement({ database, table }, dimensions, whole))).toEqual({
          ...{ kind: 'points', database, table, dimensions, stepMs: 1_000, measureName: asked.name, from: 1, to: 61_001, limit: 100 },
          aggregate: asked.aggregate === 'last' ? 'max_by' : asked.aggregate,
          value: asked.field === 'value' ? { kind: 'double' } : { kind: 'column', name: asked.field },
          equal: Object.entries(asked.labels).map(([label, text]) => [columnName(label), text]),
        });
        expect(readStatement(measuresStatement({ database, table }, asked.name))).toEqual({
          kind: 'measures',
          database,
          table,
          pattern: asked.name,
        });
      }),
    );
  });

  it.for([
    'SELECT 1',
    'SELECT * FROM "d"."t"',
    'SHOW TABLES',
    'SHOW MEASURES FROM "d"."t"',
    `SHOW MEASURES FROM "d"."t" LIKE 'x'; SELECT 1`,
    `SELECT bin(time, 1ms), avg("a") FROM "d"."t" WHERE measure_name = 'x' AND time >= from_milliseconds(1) AND time < from_milliseconds(2) AND "b" IS NOT NULL GROUP BY bin(time, 1ms) ORDER BY bin(time, 1ms) LIMIT 1`,
  ])('that is another is not read: %s', (statement) => {
    expect(readStatement(statement)).toBeUndefined();
  });
});

describe('the column of a label', () => {
  it('is the label’s alone while it fits, and never a name that Timestream keeps', () => {
    fc.assert(
      fc.property(
        fc.oneof(anyText, fc.constantFrom('time', 'measure_name', 'measure_value::double', 'ts_a', 'a:b', 'count', 'p99', '%3A')),
        (label) => {
          const column = columnName(label);
          expect(column).not.toMatch(/:|^(?:time|measure_name|measure_value.*|ts_.*|count|sum|min|max|p\d+)$/s);
          expect(Buffer.byteLength(column)).toBeLessThanOrEqual(60);
          if (Buffer.byteLength(label.toWellFormed()) < 20) expect(labelOfColumn(column)).toBe(label.toWellFormed());
        },
      ),
    );
  });
});
