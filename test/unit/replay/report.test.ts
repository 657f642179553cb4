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
      'In short',
      'What came in',
      'What was found',
      'Incident: payment gateway timeout',
      'Sent to people',
      'What people did',
      'Outside AWS',
      'Ledger',
      'Permissions',
    ];
    const places = parts.map((part) => text.indexOf(part));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
  });

  it('shows times since the start, with reasons', () => {
    expect(text).toMatch(/10:15 {2}opened +route +payment gateway timeout: nothing was open\./);
    expect(text).toMatch(/25:15 {2}escalated +escalate +Nobody answered for 15 minutes\./);
    expect(text).toMatch(/10:16 {2}incident opened +to alex by console: Please look\./);
  });

  it('says first how it went', () => {
    expect(text).toContain('In short  1 incident (1 resolved), 1 message to people, 1 runbook launched, the ledger balances\n');
  });

  it('shortens a long reason to whole sentences, or else between words, and says that there is more', () => {
    const told = (reason: string): string => {
      const items = remains.items.map((item) =>
        item['sk'] === 'event#escalated#escalated-1515000' ? { ...item, body: { ...(item['body'] as object), reason } } : item,
      );
      return reportText(makeReport(played, { ...remains, items }), plain);
    };
    const long = 'word '.repeat(60).trim();
    expect(told(`Nobody answered. Then ${long}.`)).toMatch(/escalate +Nobody answered\. …\n/);
    expect(told(long)).toMatch(/escalate +(word )+word\n +(word )+…\n/);
    for (const line of told(long).split('\n')) expect(line.length).toBeLessThanOrEqual(110);
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

  it('counts the permissions that were used, and lists those that were not as data only', () => {
    expect(text).toContain('Permissions  2 granted, 1 used, 1 not needed in this run, none missing');
    expect(text).not.toContain('arn:aws:s3:::quarantine/*');
    expect(report.permissions.unused).toEqual(remains.permissions.unused);
  });

  it('shows a denial in full, with the statement that would be needed', () => {
    const needed = { Effect: 'Allow', Action: 'dynamodb:PutItem', Resource: 'arn:aws:dynamodb:us-east-1:123456789012:table/response' };
    const reason = 'because no identity-based policy allows the dynamodb:PutItem action';
    const denial = {
      at: startAt,
      who: 'route',
      role: 'route-role',
      action: 'dynamodb:PutItem',
      resource: needed.Resource,
      reason,
      needed,
      count: 3,
    };
    const denied = reportText(makeReport(played, { ...remains, permissions: { ...remains.permissions, denials: [denial] } }), plain);
    expect(denied).toContain('1 MISSING');
    expect(denied).toContain(`route (role route-role) was denied dynamodb:PutItem on ${needed.Resource}, 3 times,`);
    expect(denied).toContain(`needed: ${JSON.stringify(needed)}`);
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
