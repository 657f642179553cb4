import { describe, expect, it } from 'vitest';
import { paintFor } from '#lib/replay/paint.ts';
import { makeReport, type Played } from '#lib/replay/report.ts';
import { reportText } from '#lib/replay/report-text.ts';
import { columns, grouped, hanging, wrap } from '#lib/replay/text-table.ts';
import { remains, startAt } from './remains.ts';

const played: Played = {
  title: 'A story',
  description: 'What it is about.',
  startAt,
  endedAt: startAt + 1_800_000,
  answers: { 200: 1063 },
  people: [{ at: startAt + 1_620_000, person: 'sam', does: 'approve', by: 'link', status: 200 }],
};
const plain = paintFor({});
const report = makeReport(played, remains);
const text = reportText(report, plain);

describe('the report', () => {
  it('tells the story in the order a person asks', () => {
    const parts = [
      'A story',
      'What came in',
      'What was found',
      'Incident: payment gateway timeout',
      'Sent to people',
      'What people did',
      'Outside AWS',
      'Ledger',
    ];
    const places = parts.map((part) => text.indexOf(part));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
  });

  it('shows times since the start, with reasons', () => {
    expect(text).toMatch(/10:15 {2}opened +route +payment gateway timeout: nothing was open\./);
    expect(text).toMatch(/25:15 {2}escalated +escalate +Nobody answered for 15 minutes\./);
    expect(text).toMatch(/10:16 {2}incident opened +alex by console: Please look\./);
  });

  it('counts what came in by service and kind', () => {
    expect(report.cameIn).toEqual([{ service: 'payment', signals: { log: 2, metric: 3, span: 0, event: 0 } }]);
    expect(text).toContain('requests: 1,063 answered 200');
  });

  it('calls stand-ins stand-ins', () => {
    expect(text).toContain('AWX stand-in      job 1 of template 42: launched 27:00, 27:22 successful');
    expect(text).toContain('webhook stand-in  1 message for hooks.example.com');
  });

  it('holds no link, no token and no address beyond the host, in either form', () => {
    for (const form of [text, JSON.stringify(report)]) expect(form).not.toMatch(/SECRET|token=|secret-path/);
  });

  it('has no colours and no control characters where there is no terminal, whatever telemetry says', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  it('has colours on a terminal unless NO_COLOR is set', () => {
    const before = process.env['NO_COLOR'];
    delete process.env['NO_COLOR'];
    expect(paintFor({ isTTY: true }).bold('x')).not.toBe('x');
    process.env['NO_COLOR'] = '1';
    expect(paintFor({ isTTY: true }).bold('x')).toBe('x');
    if (before === undefined) delete process.env['NO_COLOR'];
    else process.env['NO_COLOR'] = before;
  });

  it('is the same whatever order the cloud lists things in', () => {
    const shuffled = {
      ...remains,
      items: remains.items.toReversed(),
      findings: remains.findings.toReversed(),
      records: remains.records.toReversed(),
    };
    expect(reportText(makeReport(played, shuffled), plain)).toBe(text);
  });

  it('says loudly when the ledger does not balance', () => {
    const broken = reportText(makeReport(played, { ...remains, archived: [] }), plain);
    expect(broken).toContain('DOES NOT BALANCE');
    expect(broken).toMatch(/MISSING +5 signals/);
  });
});

describe('text', () => {
  it('aligns columns and leaves no space at the end of a line', () => {
    expect(
      columns(
        [
          ['a', '1'],
          ['bb', '22'],
          ['c', ''],
        ],
        ['left', 'right'],
      ),
    ).toEqual(['a    1', 'bb  22', 'c']);
  });

  it('wraps between words and hangs behind its head', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(hanging('> ', 'aaaaaaaaaaaaaaaaaaaa bb', 10)).toEqual(['> aaaaaaaaaaaaaaaaaaaa', '  bb']);
  });

  it('groups thousands', () => {
    expect([0, 999, 1000, 1234567].map(grouped)).toEqual(['0', '999', '1,000', '1,234,567']);
  });
});
